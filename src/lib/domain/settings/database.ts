/** Whether a setting names a PostgreSQL server; anything else is the file in the data folder. */
export const isPostgres = (given: string): boolean => /^postgres(ql)?:\/\//i.test(given);
