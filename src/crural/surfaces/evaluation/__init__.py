"""Scores on cases whose answer is known, as they are, beside two baselines in the same run."""

from crural.surfaces.evaluation.report import Report
from crural.surfaces.evaluation.run import evaluate_files, ids_of

__all__ = ["Report", "evaluate_files", "ids_of"]
