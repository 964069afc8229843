"""SQL of insights.

jobs      a job's row: made, found, cancelled
written   insights: kept by the worker, listed by the server
"""
