"""What it takes to render and send mail, beside smtplib and prefect-email."""
