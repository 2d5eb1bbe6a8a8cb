"""The local stack: a private PostgreSQL, RabbitMQ and SMTP server with every process of ours, for demo, development and tests."""
