/** Every kind of job; what each does stands in registry.ts. */
export type JobName = 'ingest' | 'half' | 'deliver' | 'mail' | 'sweep' | 'compact';
