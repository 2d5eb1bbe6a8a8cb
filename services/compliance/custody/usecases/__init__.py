"""What custody does, one function a use case, each in the one transaction of its `Work`.

`keeping` facts come in · `duties` what is held, due and confirmed.
"""
