"""What `reviewdue run` costs above an empty Prefect flow."""
