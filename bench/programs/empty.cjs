// Nothing: what tracing adds to a start.
