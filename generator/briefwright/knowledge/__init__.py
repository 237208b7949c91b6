"""The knowledge base: its workspace, ontology, records, and all that checks it."""
