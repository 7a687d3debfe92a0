"""Makes one data set from two: graded photographs for training, and photographs with outlined lesions for testing.

    python Tests/Peers/idrid_study.py REAL_DATA FOLDER
    zoomin run experiments/idrid.yaml data.root=FOLDER

REAL_DATA holds idrid-grading/ and idrid-lesions/. FOLDER gets links to the pictures, `manifest.csv` and
`lesion_boxes.csv`. Graded photographs are for training. Of those with outlines the first six are for validation, on
which settings are chosen, and the others for the test. Boxes are coarse on the graded ones, tight on the others.
"""

import csv
import sys
from pathlib import Path

source, out = Path(sys.argv[1]), Path(sys.argv[2])
(out / "images").mkdir(parents=True, exist_ok=True)
with open(out / "manifest.csv", "w", newline="") as manifest, open(out / "lesion_boxes.csv", "w", newline="") as boxes:
    pictures, lesions = csv.writer(manifest), csv.writer(boxes)
    pictures.writerow(["image", "path", "patient", "eye", "level", "split"])
    lesions.writerow(["image", "type", "x0", "y0", "x1", "y1"])
    for name, table in [("idrid-grading", "boxes.csv"), ("idrid-lesions", "lesion_boxes.csv")]:
        for number, line in enumerate(csv.DictReader(open(source / name / "labels.csv"))):
            split = "train" if name == "idrid-grading" else "validation" if number < 6 else "test"
            link = out / "images" / line["image"]
            if not link.is_symlink():
                link.symlink_to((source / name / "images" / line["image"]).resolve())
            stem = Path(line["image"]).stem
            pictures.writerow([stem, f"images/{line['image']}", stem, "", line["level"], split])
        for line in csv.DictReader(open(source / name / table)):
            lesions.writerow([Path(line["image"]).stem] + [line[key] for key in ("type", "x0", "y0", "x1", "y1")])
