CREATE TABLE `attempt` (
	`key` text PRIMARY KEY NOT NULL,
	`n` integer NOT NULL,
	`until` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `attempt_until` ON `attempt` (`until`);