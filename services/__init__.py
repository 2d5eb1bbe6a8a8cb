"""The five services of the job-seeker and job-offer information service, and what they share."""
