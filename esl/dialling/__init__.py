"""Click to dial: a seat's own phone rings, and then calls the number as if the seat had dialled it."""
