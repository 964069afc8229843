"""insights: everything that is said about a repository, and what it rests on. Numbers are always the evidence's.

families/   one kind of insight a file: what it asks, what it says
peers/      analysis, as evidence is asked of it
store/      SQL: jobs, insights
grounding   what a sentence may contain, and how numbers get into it
attempt     one job, from claim to end
"""
