"""RDF and SPARQL: files, stores, questions and what follows from rules, whatever the ontology."""
