ALTER TABLE `order_recipient` ADD `trust` text DEFAULT 'known' NOT NULL;--> statement-breakpoint
CREATE INDEX `order_recipient_trust` ON `order_recipient` (`trust`,`created_at`);