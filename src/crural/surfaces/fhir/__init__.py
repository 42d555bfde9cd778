"""FHIR R4 and Structured Data Capture: health records in, drafts and letters out, and the interview as a form.

Each module maps one thing and holds no clinical logic; what codes mean stands in `kb/codes/`.
"""
