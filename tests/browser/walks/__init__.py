"""How the jobs of the guides are done in a browser: a module for each guide, a function for each job."""
