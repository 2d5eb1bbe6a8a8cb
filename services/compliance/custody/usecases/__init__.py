"""What custody does, one function a use case, each in the one transaction of its `Work`.

`keeping` facts come in · `working_off` what falls due by day or with the end of the service, in batches · `telling` other
services · `duties` what an organization holds, must delete and confirms · `demanding` what a seeker sees and demands ·
`overseeing` what is late · `certifying` certificates of deletion.
"""
