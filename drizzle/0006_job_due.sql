DROP INDEX `job_due`;--> statement-breakpoint
CREATE INDEX `job_due` ON `job` (`name`,`state`,`run_at`);