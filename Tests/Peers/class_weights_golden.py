"""Prints the numbers of ClassWeightTests: the weighted cross-entropy of PyTorch and its gradient.

    python Tests/Peers/class_weights_golden.py

Needs torch (2.15 gave the numbers in the test).
"""
import torch

logits = torch.tensor([[0.5, -1, 2, 0], [1, 1, -0.5, 3], [-2, 0.25, 0, 1], [4, 0, 0, 0]], requires_grad=True)
labels = torch.tensor([2, 0, 3, -1])
weights = torch.tensor([4, 1, 0.5, 2.5])
loss = 0.3 * torch.nn.functional.cross_entropy(logits, labels, weight=weights, ignore_index=-1)
loss.backward()
print("loss", loss.item())
print("gradient", [round(value, 9) for value in logits.grad.flatten().tolist()])
