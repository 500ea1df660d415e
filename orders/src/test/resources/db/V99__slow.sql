SELECT pg_sleep(6);
