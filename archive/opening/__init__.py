"""Opening what people upload, inside a child process; `serving.serve` is its door. Knows no Django."""
