"""The front door: what people who program call as ``nesgroove.measure``, ``nesgroove.view`` and so on."""
