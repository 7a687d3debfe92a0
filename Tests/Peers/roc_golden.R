# Golden values of ROC curves from R's pROC, for Tests/ScoringTests/Golden/proc.json:
#
#   apt-get install r-cran-proc
#   Rscript Tests/Peers/roc_golden.R > Tests/ScoringTests/Golden/proc.json
#
# Two correlated scores with ties; pROC's DeLong intervals and paired test, and its partial read-outs.
suppressMessages(library(pROC))
set.seed(7)
rows <- 160
positive <- runif(rows) < 0.4
first <- round(rnorm(rows) + positive, 1)
second <- round(first + rnorm(rows), 1)
curves <- lapply(list(first, second), function(score) {
  roc(positive, score, levels = c(FALSE, TRUE), direction = "<", quiet = TRUE)
})
test <- roc.test(curves[[1]], curves[[2]], method = "delong", paired = TRUE)
number <- function(value) format(value, digits = 17, scientific = FALSE, trim = TRUE)
list_of <- function(values) paste0("[", paste(values, collapse = ", "), "]")
curve <- function(r) {
  interval <- ci.auc(r, method = "delong")
  sprintf('{"area": %s, "variance": %s, "low": %s, "high": %s, "sensitivities": %s, "specificities": %s}',
    number(as.numeric(auc(r))), number(var(r, method = "delong")), number(interval[1]), number(interval[3]),
    list_of(number(r$sensitivities)), list_of(number(r$specificities)))
}
cat(sprintf('{"version": "%s", "positive": %s, "first": %s, "second": %s, "curves": %s, "pValue": %s}\n',
  packageVersion("pROC"), list_of(tolower(positive)), list_of(number(first)), list_of(number(second)),
  list_of(sapply(curves, curve)), number(test$p.value)))
