"""Switch nodes: who they are, whose home, and the whole configuration folder that each starts from."""
