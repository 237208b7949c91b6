"""The warrant rule: what may be printed, on what evidence, before whom."""
