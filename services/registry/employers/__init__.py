"""Employers (求人者): establishments (事業所), and how an employer comes to a My Page (求人者マイページ) and an account.

Their job offers will name an establishment by its ID; `domain.establishment.may_file_offers` says whether it may.
"""
