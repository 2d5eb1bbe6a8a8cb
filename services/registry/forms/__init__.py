"""Papers of the registry as PDF: application form (利用申請書, REG-8) and letter of acceptance (利用承諾書, REG-10).

Pure functions from frozen facts to bytes: the same facts give the same bytes. How papers look and are made: `services.paper`.
"""
