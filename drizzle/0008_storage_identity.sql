CREATE TABLE `installation` (
	`id` text PRIMARY KEY NOT NULL,
	`identity` text NOT NULL,
	`secret_proof` text,
	`swept_at` integer,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `orphan` (
	`key` text PRIMARY KEY NOT NULL,
	`first_seen_at` integer NOT NULL
);
