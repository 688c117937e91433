"""The ways in: where a newsroom's wire arrives, from there to the input topic, at least once.

A source yields parcels; one loop reads each, sends its items, and acknowledges it once the brokers have them. What was
not acknowledged comes again, and repeats fold, so no source keeps a state that could be lost.
"""
