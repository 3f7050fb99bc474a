CREATE TABLE `access_row` (
	`id` text PRIMARY KEY NOT NULL,
	`gallery_id` text NOT NULL,
	`subject` text NOT NULL,
	`look` integer NOT NULL,
	`mark` integer NOT NULL,
	`decide` integer NOT NULL,
	`order` integer NOT NULL,
	`download` text NOT NULL,
	`passphrase_hash` text,
	`expires_at` integer,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`gallery_id`) REFERENCES `gallery`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `access_row_subject` ON `access_row` (`gallery_id`,`subject`);--> statement-breakpoint
CREATE TABLE `announcement` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`room` text NOT NULL,
	`event` text NOT NULL,
	`payload` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `api_token` (
	`id` text PRIMARY KEY NOT NULL,
	`member_id` text NOT NULL,
	`name` text NOT NULL,
	`hash` text NOT NULL,
	`created_at` integer NOT NULL,
	`last_used_at` integer,
	`revoked_at` integer,
	FOREIGN KEY (`member_id`) REFERENCES `member`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `api_token_hash_unique` ON `api_token` (`hash`);--> statement-breakpoint
CREATE TABLE `archive` (
	`id` text PRIMARY KEY NOT NULL,
	`gallery_id` text NOT NULL,
	`participant_id` text,
	`member_id` text,
	`delivery_link_id` text,
	`version_ids` text NOT NULL,
	`names` text NOT NULL,
	`etag` text NOT NULL,
	`bytes` integer NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `client_session` (
	`id` text PRIMARY KEY NOT NULL,
	`created_at` integer NOT NULL,
	`last_seen_at` integer NOT NULL,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `delivery` (
	`id` text PRIMARY KEY NOT NULL,
	`gallery_id` text NOT NULL,
	`order_id` text,
	`number` integer NOT NULL,
	`due_at` integer,
	`held` integer DEFAULT false NOT NULL,
	`restarts` integer DEFAULT 0 NOT NULL,
	`message` text DEFAULT '' NOT NULL,
	`created_at` integer NOT NULL,
	`delivered_at` integer,
	`recalled_at` integer,
	`expires_at` integer,
	FOREIGN KEY (`gallery_id`) REFERENCES `gallery`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `delivery_number` ON `delivery` (`order_id`,`number`);--> statement-breakpoint
CREATE INDEX `delivery_due` ON `delivery` (`delivered_at`,`due_at`);--> statement-breakpoint
CREATE TABLE `delivery_file` (
	`delivery_id` text NOT NULL,
	`file_id` text NOT NULL,
	`version_id` text NOT NULL,
	`item_id` text,
	`name` text NOT NULL,
	`place` integer NOT NULL,
	PRIMARY KEY(`delivery_id`, `file_id`),
	FOREIGN KEY (`delivery_id`) REFERENCES `delivery`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `delivery_file_version` ON `delivery_file` (`version_id`);--> statement-breakpoint
CREATE TABLE `delivery_link` (
	`id` text PRIMARY KEY NOT NULL,
	`delivery_id` text NOT NULL,
	`email` text NOT NULL,
	`name` text DEFAULT '' NOT NULL,
	`participant_id` text,
	`counter` integer NOT NULL,
	`token_hash` text NOT NULL,
	`opened_at` integer,
	`revoked_at` integer,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`delivery_id`) REFERENCES `delivery`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `delivery_link_tokenHash_unique` ON `delivery_link` (`token_hash`);--> statement-breakpoint
CREATE UNIQUE INDEX `delivery_link_email` ON `delivery_link` (`delivery_id`,`email`);--> statement-breakpoint
CREATE TABLE `download_log` (
	`id` text PRIMARY KEY NOT NULL,
	`gallery_id` text NOT NULL,
	`file_id` text,
	`version_id` text,
	`archive_id` text,
	`delivery_id` text,
	`who` text NOT NULL,
	`who_id` text NOT NULL,
	`who_name` text NOT NULL,
	`what` text NOT NULL,
	`bytes` integer NOT NULL,
	`complete` integer NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `download_log_gallery` ON `download_log` (`gallery_id`,`at`);--> statement-breakpoint
CREATE TABLE `file` (
	`id` text PRIMARY KEY NOT NULL,
	`gallery_id` text NOT NULL,
	`section` text DEFAULT '' NOT NULL,
	`name` text NOT NULL,
	`camera_name` text NOT NULL,
	`title` text,
	`state` text NOT NULL,
	`current_version` integer NOT NULL,
	`status` text NOT NULL,
	`error` text,
	`released_version` integer,
	`released_state` text,
	`next_version` integer NOT NULL,
	`captured_at` integer,
	`place` integer,
	`created_at` integer NOT NULL,
	`deleted_at` integer,
	`deleted_by` text,
	FOREIGN KEY (`gallery_id`) REFERENCES `gallery`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `file_gallery` ON `file` (`gallery_id`,`deleted_at`);--> statement-breakpoint
CREATE TABLE `file_name` (
	`file_id` text NOT NULL,
	`gallery_id` text NOT NULL,
	`name` text NOT NULL,
	`name_key` text NOT NULL,
	`stem_key` text NOT NULL,
	PRIMARY KEY(`file_id`, `name`),
	FOREIGN KEY (`file_id`) REFERENCES `file`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `file_name_key` ON `file_name` (`gallery_id`,`name_key`);--> statement-breakpoint
CREATE INDEX `file_name_stem` ON `file_name` (`gallery_id`,`stem_key`);--> statement-breakpoint
CREATE TABLE `gallery` (
	`id` text PRIMARY KEY NOT NULL,
	`studio_id` text NOT NULL,
	`parent_id` text,
	`title` text NOT NULL,
	`preset` text NOT NULL,
	`default_state` text NOT NULL,
	`offer_downloads` text NOT NULL,
	`offer_orders` text NOT NULL,
	`deliver_at_once` text NOT NULL,
	`delivery_rule` text NOT NULL,
	`grace_seconds` integer NOT NULL,
	`code_on_new_device` integer NOT NULL,
	`ok_for_retoucher` integer NOT NULL,
	`inherit_access` integer NOT NULL,
	`members_choose` integer DEFAULT false NOT NULL,
	`show_looking` integer DEFAULT true NOT NULL,
	`order_by` text DEFAULT 'time' NOT NULL,
	`accept_suffixes` text NOT NULL,
	`expires_at` integer,
	`created_at` integer NOT NULL,
	`deleted_at` integer,
	`change_number` integer DEFAULT 0 NOT NULL,
	`epoch` text NOT NULL,
	`next_client_id` integer DEFAULT 1 NOT NULL,
	`next_colour` integer DEFAULT 0 NOT NULL,
	FOREIGN KEY (`studio_id`) REFERENCES `studio`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `gallery_parent` ON `gallery` (`parent_id`);--> statement-breakpoint
CREATE TABLE `idempotency_key` (
	`participant_id` text NOT NULL,
	`key` text NOT NULL,
	`body_hash` text NOT NULL,
	`order_id` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`participant_id`, `key`)
);
--> statement-breakpoint
CREATE TABLE `invitation` (
	`id` text PRIMARY KEY NOT NULL,
	`gallery_id` text NOT NULL,
	`participant_id` text NOT NULL,
	`counter` integer NOT NULL,
	`token_hash` text NOT NULL,
	`message` text,
	`sent_by` text,
	`opened_at` integer,
	`expires_at` integer,
	`revoked_at` integer,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`gallery_id`) REFERENCES `gallery`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`participant_id`) REFERENCES `participant`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `invitation_tokenHash_unique` ON `invitation` (`token_hash`);--> statement-breakpoint
CREATE INDEX `invitation_participant` ON `invitation` (`participant_id`);--> statement-breakpoint
CREATE TABLE `job` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`live_key` text,
	`key` text NOT NULL,
	`payload` text NOT NULL,
	`state` text NOT NULL,
	`again` integer DEFAULT false NOT NULL,
	`run_at` integer NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`fence` integer DEFAULT 0 NOT NULL,
	`lease_until` integer,
	`last_error` text,
	`created_at` integer NOT NULL,
	`finished_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `job_liveKey_unique` ON `job` (`live_key`);--> statement-breakpoint
CREATE INDEX `job_due` ON `job` (`state`,`run_at`);--> statement-breakpoint
CREATE TABLE `lease` (
	`name` text PRIMARY KEY NOT NULL,
	`holder` text NOT NULL,
	`fence` integer NOT NULL,
	`until` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `mail` (
	`id` text PRIMARY KEY NOT NULL,
	`template` text NOT NULL,
	`facts` text NOT NULL,
	`to` text NOT NULL,
	`to_name` text DEFAULT '' NOT NULL,
	`message_id` text NOT NULL,
	`status` text NOT NULL,
	`gallery_id` text,
	`order_id` text,
	`delivery_id` text,
	`attempts` integer DEFAULT 0 NOT NULL,
	`next_at` integer NOT NULL,
	`first_tried_at` integer,
	`last_error` text,
	`sent_at` integer,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `mail_messageId_unique` ON `mail` (`message_id`);--> statement-breakpoint
CREATE INDEX `mail_due` ON `mail` (`status`,`next_at`);--> statement-breakpoint
CREATE INDEX `mail_delivery` ON `mail` (`delivery_id`);--> statement-breakpoint
CREATE TABLE `mailed_code` (
	`id` text PRIMARY KEY NOT NULL,
	`purpose` text NOT NULL,
	`session_id` text NOT NULL,
	`gallery_id` text NOT NULL,
	`participant_id` text NOT NULL,
	`invitation_id` text,
	`email` text NOT NULL,
	`code_hash` text NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`expires_at` integer NOT NULL,
	`used_at` integer,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `mark` (
	`gallery_id` text NOT NULL,
	`book` text NOT NULL,
	`participant_id` text NOT NULL,
	`key` text NOT NULL,
	`kind` text NOT NULL,
	`selection_id` text,
	`file_id` text,
	`value` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`gallery_id`, `book`, `key`)
);
--> statement-breakpoint
CREATE INDEX `mark_selection` ON `mark` (`selection_id`,`file_id`);--> statement-breakpoint
CREATE INDEX `mark_file` ON `mark` (`file_id`,`kind`);--> statement-breakpoint
CREATE TABLE `mark_snapshot` (
	`gallery_id` text NOT NULL,
	`book` text NOT NULL,
	`seq` integer NOT NULL,
	`update` blob NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`gallery_id`, `book`)
);
--> statement-breakpoint
CREATE TABLE `mark_update` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`gallery_id` text NOT NULL,
	`book` text NOT NULL,
	`client_id` integer NOT NULL,
	`clock` integer NOT NULL,
	`update` blob NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `mark_update_gallery` ON `mark_update` (`gallery_id`,`book`,`seq`);--> statement-breakpoint
CREATE TABLE `member` (
	`id` text PRIMARY KEY NOT NULL,
	`studio_id` text NOT NULL,
	`email` text NOT NULL,
	`name` text NOT NULL,
	`password_hash` text NOT NULL,
	`role` text NOT NULL,
	`created_at` integer NOT NULL,
	`removed_at` integer,
	FOREIGN KEY (`studio_id`) REFERENCES `studio`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `member_email_unique` ON `member` (`email`);--> statement-breakpoint
CREATE TABLE `member_session` (
	`id` text PRIMARY KEY NOT NULL,
	`member_id` text NOT NULL,
	`expires_at` integer NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`member_id`) REFERENCES `member`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `order_` (
	`id` text PRIMARY KEY NOT NULL,
	`number` integer NOT NULL,
	`gallery_id` text NOT NULL,
	`participant_id` text,
	`placed_by_name` text NOT NULL,
	`placed_by_member` text,
	`selection_id` text,
	`note` text DEFAULT '' NOT NULL,
	`placed_at` integer NOT NULL,
	`seen_at` integer,
	`started_at` integer,
	`started_by` text,
	`expected_by` integer,
	FOREIGN KEY (`gallery_id`) REFERENCES `gallery`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `order__number_unique` ON `order_` (`number`);--> statement-breakpoint
CREATE INDEX `order_gallery` ON `order_` (`gallery_id`);--> statement-breakpoint
CREATE TABLE `order_item` (
	`id` text PRIMARY KEY NOT NULL,
	`order_id` text NOT NULL,
	`file_id` text NOT NULL,
	`state` text NOT NULL,
	`reason` text,
	`cancelled_by` text,
	`after_version` integer DEFAULT 0 NOT NULL,
	`version_id` text,
	`delivery_id` text,
	`instructions` text NOT NULL,
	`created_at` integer NOT NULL,
	`changed_at` integer NOT NULL,
	FOREIGN KEY (`order_id`) REFERENCES `order_`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`file_id`) REFERENCES `file`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `order_item_order` ON `order_item` (`order_id`);--> statement-breakpoint
CREATE INDEX `order_item_file` ON `order_item` (`file_id`,`state`);--> statement-breakpoint
CREATE TABLE `order_recipient` (
	`order_id` text NOT NULL,
	`email` text NOT NULL,
	`name` text DEFAULT '' NOT NULL,
	`participant_id` text,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`order_id`, `email`),
	FOREIGN KEY (`order_id`) REFERENCES `order_`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `participant` (
	`id` text PRIMARY KEY NOT NULL,
	`gallery_id` text NOT NULL,
	`email` text,
	`member_id` text,
	`name` text NOT NULL,
	`colour` integer NOT NULL,
	`confirmed_at` integer,
	`first_seat_at` integer,
	`last_seen_at` integer,
	`hides_looking` integer DEFAULT false NOT NULL,
	`set_aside_at` integer,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`gallery_id`) REFERENCES `gallery`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `participant_email` ON `participant` (`gallery_id`,`email`);--> statement-breakpoint
CREATE UNIQUE INDEX `participant_member` ON `participant` (`gallery_id`,`member_id`);--> statement-breakpoint
CREATE TABLE `seat` (
	`gallery_id` text NOT NULL,
	`client_id` integer NOT NULL,
	`participant_id` text NOT NULL,
	`book` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`gallery_id`, `client_id`),
	FOREIGN KEY (`gallery_id`) REFERENCES `gallery`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`participant_id`) REFERENCES `participant`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `seat_participant` ON `seat` (`participant_id`);--> statement-breakpoint
CREATE TABLE `selection` (
	`id` text PRIMARY KEY NOT NULL,
	`gallery_id` text NOT NULL,
	`name` text NOT NULL,
	`rule` text NOT NULL,
	`limit` text,
	`choose_by` integer,
	`round` integer DEFAULT 1 NOT NULL,
	`locked_at` integer,
	`locked_by` text,
	`place` integer DEFAULT 0 NOT NULL,
	`created_at` integer NOT NULL,
	`deleted_at` integer,
	FOREIGN KEY (`gallery_id`) REFERENCES `gallery`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `selection_gallery` ON `selection` (`gallery_id`);--> statement-breakpoint
CREATE TABLE `session_participant` (
	`session_id` text NOT NULL,
	`gallery_id` text NOT NULL,
	`participant_id` text NOT NULL,
	`invitation_id` text,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`session_id`, `gallery_id`),
	FOREIGN KEY (`session_id`) REFERENCES `client_session`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`gallery_id`) REFERENCES `gallery`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`participant_id`) REFERENCES `participant`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `session_participant_by` ON `session_participant` (`participant_id`);--> statement-breakpoint
CREATE TABLE `studio` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`reply_to` text,
	`next_order_number` integer DEFAULT 1001 NOT NULL,
	`state_words` text NOT NULL,
	`show_badges` integer DEFAULT true NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `upload` (
	`id` text PRIMARY KEY NOT NULL,
	`gallery_id` text NOT NULL,
	`member_id` text NOT NULL,
	`order_id` text,
	`file_id` text,
	`drop_id` text,
	`filename` text NOT NULL,
	`section` text DEFAULT '' NOT NULL,
	`state` text,
	`replace` integer NOT NULL,
	`add` integer NOT NULL,
	`match` text NOT NULL,
	`length_bytes` integer NOT NULL,
	`offset_bytes` integer NOT NULL,
	`crc32` integer DEFAULT 0 NOT NULL,
	`temp_name` text NOT NULL,
	`status` text NOT NULL,
	`problem` text,
	`result_file_id` text,
	`result_version_id` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `upload_order` ON `upload` (`order_id`);--> statement-breakpoint
CREATE INDEX `upload_gallery` ON `upload` (`gallery_id`,`status`);--> statement-breakpoint
CREATE TABLE `version` (
	`id` text PRIMARY KEY NOT NULL,
	`gallery_id` text NOT NULL,
	`file_id` text,
	`n` integer,
	`name` text NOT NULL,
	`section` text DEFAULT '' NOT NULL,
	`storage_key` text NOT NULL,
	`sha256` text NOT NULL,
	`crc32` integer NOT NULL,
	`bytes` integer NOT NULL,
	`kind` text NOT NULL,
	`picture` integer NOT NULL,
	`width` integer,
	`height` integer,
	`placeholder` text,
	`likeness` text,
	`capture` text NOT NULL,
	`renditions` text NOT NULL,
	`half_key` text,
	`status` text NOT NULL,
	`asks` text,
	`error` text,
	`note` text,
	`wanted_state` text,
	`last_state` text,
	`released_at` integer,
	`taken_back_at` integer,
	`order_id` text,
	`drop_id` text,
	`match` text,
	`uploaded_by` text,
	`uploaded_role` text,
	`created_at` integer NOT NULL,
	`processed_at` integer,
	`expires_at` integer,
	FOREIGN KEY (`gallery_id`) REFERENCES `gallery`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `version_storageKey_unique` ON `version` (`storage_key`);--> statement-breakpoint
CREATE UNIQUE INDEX `version_n` ON `version` (`file_id`,`n`);--> statement-breakpoint
CREATE INDEX `version_gallery` ON `version` (`gallery_id`,`status`);--> statement-breakpoint
CREATE INDEX `version_sha` ON `version` (`sha256`);