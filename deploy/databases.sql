-- Two databases of two users: Prefect's history can be dropped, the ledger cannot. Choose other passwords.
CREATE USER prefect PASSWORD 'prefect';
CREATE DATABASE prefect OWNER prefect ENCODING 'UTF8' TEMPLATE template0;
CREATE USER reviewdue PASSWORD 'reviewdue';
CREATE DATABASE reviewdue OWNER reviewdue ENCODING 'UTF8' TEMPLATE template0;
