CREATE TABLE "api_token" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"member_id" text collate "C" NOT NULL,
	"name" text collate "C" NOT NULL,
	"hash" text collate "C" NOT NULL,
	"created_at" bigint NOT NULL,
	"last_used_at" bigint,
	"revoked_at" bigint,
	CONSTRAINT "api_token_hash_unique" UNIQUE("hash")
);
--> statement-breakpoint
CREATE TABLE "member" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"studio_id" text collate "C" NOT NULL,
	"email" text collate "C" NOT NULL,
	"name" text collate "C" NOT NULL,
	"password_hash" text collate "C" NOT NULL,
	"language" text collate "C",
	"role" text collate "C" NOT NULL,
	"created_at" bigint NOT NULL,
	"removed_at" bigint,
	CONSTRAINT "member_email_unique" UNIQUE("email")
);
--> statement-breakpoint
CREATE TABLE "member_session" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"member_id" text collate "C" NOT NULL,
	"expires_at" bigint NOT NULL,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "studio" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"name" text collate "C" NOT NULL,
	"reply_to" text collate "C",
	"next_order_number" bigint DEFAULT 1001 NOT NULL,
	"state_words" text collate "C" NOT NULL,
	"time_zone" text collate "C",
	"language" text collate "C",
	"show_badges" boolean DEFAULT true NOT NULL,
	"accept_suffixes" text collate "C" DEFAULT '[]' NOT NULL,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "access_row" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"gallery_id" text collate "C" NOT NULL,
	"subject" text collate "C" NOT NULL,
	"look" boolean NOT NULL,
	"mark" boolean NOT NULL,
	"decide" boolean NOT NULL,
	"order" boolean NOT NULL,
	"download" text collate "C" NOT NULL,
	"passphrase_hash" text collate "C",
	"expires_at" bigint,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "gallery" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"studio_id" text collate "C" NOT NULL,
	"parent_id" text collate "C",
	"title" text collate "C" NOT NULL,
	"preset" text collate "C" NOT NULL,
	"default_state" text collate "C" NOT NULL,
	"offer_downloads" text collate "C" NOT NULL,
	"offer_orders" text collate "C" NOT NULL,
	"deliver_at_once" text collate "C" NOT NULL,
	"delivery_rule" text collate "C" NOT NULL,
	"grace_seconds" bigint NOT NULL,
	"code_on_new_device" boolean NOT NULL,
	"ok_for_retoucher" boolean NOT NULL,
	"inherit_access" boolean NOT NULL,
	"members_choose" boolean DEFAULT false NOT NULL,
	"show_looking" boolean DEFAULT true NOT NULL,
	"show_cover" boolean DEFAULT false NOT NULL,
	"order_by" text collate "C" DEFAULT 'time' NOT NULL,
	"language" text collate "C",
	"accept_suffixes" text collate "C" NOT NULL,
	"expires_at" bigint,
	"created_at" bigint NOT NULL,
	"deleted_at" bigint,
	"change_number" bigint DEFAULT 0 NOT NULL,
	"epoch" text collate "C" NOT NULL,
	"next_client_id" bigint DEFAULT 1 NOT NULL,
	"next_colour" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "attendance" (
	"gallery_id" text collate "C" NOT NULL,
	"client_id" bigint NOT NULL,
	"participant_id" text collate "C" NOT NULL,
	"process" text collate "C" NOT NULL,
	"until" bigint NOT NULL,
	CONSTRAINT "attendance_gallery_id_client_id_pk" PRIMARY KEY("gallery_id","client_id")
);
--> statement-breakpoint
CREATE TABLE "client_session" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"created_at" bigint NOT NULL,
	"last_seen_at" bigint NOT NULL,
	"expires_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "invitation" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"gallery_id" text collate "C" NOT NULL,
	"participant_id" text collate "C" NOT NULL,
	"counter" bigint NOT NULL,
	"token_hash" text collate "C" NOT NULL,
	"message" text collate "C",
	"sent_by" text collate "C",
	"opened_at" bigint,
	"expires_at" bigint,
	"revoked_at" bigint,
	"created_at" bigint NOT NULL,
	CONSTRAINT "invitation_tokenHash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "mailed_code" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"purpose" text collate "C" NOT NULL,
	"session_id" text collate "C" NOT NULL,
	"gallery_id" text collate "C" NOT NULL,
	"participant_id" text collate "C" NOT NULL,
	"invitation_id" text collate "C",
	"email" text collate "C" NOT NULL,
	"code_hash" text collate "C" NOT NULL,
	"attempts" bigint DEFAULT 0 NOT NULL,
	"expires_at" bigint NOT NULL,
	"used_at" bigint,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "participant" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"gallery_id" text collate "C" NOT NULL,
	"email" text collate "C",
	"member_id" text collate "C",
	"name" text collate "C" NOT NULL,
	"colour" bigint NOT NULL,
	"confirmed_at" bigint,
	"first_seat_at" bigint,
	"last_seen_at" bigint,
	"language" text collate "C",
	"last_language" text collate "C",
	"hides_looking" boolean DEFAULT false NOT NULL,
	"set_aside_at" bigint,
	"passphrase" text collate "C",
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "seat" (
	"gallery_id" text collate "C" NOT NULL,
	"client_id" bigint NOT NULL,
	"participant_id" text collate "C" NOT NULL,
	"book" text collate "C" NOT NULL,
	"created_at" bigint NOT NULL,
	CONSTRAINT "seat_gallery_id_client_id_pk" PRIMARY KEY("gallery_id","client_id")
);
--> statement-breakpoint
CREATE TABLE "session_participant" (
	"session_id" text collate "C" NOT NULL,
	"gallery_id" text collate "C" NOT NULL,
	"participant_id" text collate "C" NOT NULL,
	"invitation_id" text collate "C",
	"created_at" bigint NOT NULL,
	CONSTRAINT "session_participant_session_id_gallery_id_pk" PRIMARY KEY("session_id","gallery_id")
);
--> statement-breakpoint
CREATE TABLE "camera_shift" (
	"gallery_id" text collate "C" NOT NULL,
	"camera" text collate "C" NOT NULL,
	"shift_seconds" bigint NOT NULL,
	CONSTRAINT "camera_shift_gallery_id_camera_pk" PRIMARY KEY("gallery_id","camera")
);
--> statement-breakpoint
CREATE TABLE "file" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"gallery_id" text collate "C" NOT NULL,
	"section" text collate "C" DEFAULT '' NOT NULL,
	"name" text collate "C" NOT NULL,
	"camera_name" text collate "C" NOT NULL,
	"title" text collate "C",
	"state" text collate "C" NOT NULL,
	"current_version" bigint NOT NULL,
	"status" text collate "C" NOT NULL,
	"error" text collate "C",
	"released_version" bigint,
	"released_state" text collate "C",
	"next_version" bigint NOT NULL,
	"captured_at" bigint,
	"place" bigint,
	"created_at" bigint NOT NULL,
	"deleted_at" bigint,
	"deleted_by" text collate "C"
);
--> statement-breakpoint
CREATE TABLE "file_name" (
	"file_id" text collate "C" NOT NULL,
	"gallery_id" text collate "C" NOT NULL,
	"name" text collate "C" NOT NULL,
	"name_key" text collate "C" NOT NULL,
	"stem_key" text collate "C" NOT NULL,
	CONSTRAINT "file_name_file_id_name_pk" PRIMARY KEY("file_id","name")
);
--> statement-breakpoint
CREATE TABLE "rendition" (
	"version_id" text collate "C" NOT NULL,
	"recipe" text collate "C" NOT NULL,
	"state" text collate "C" NOT NULL,
	"key" text collate "C",
	"width" bigint,
	"height" bigint,
	"bytes" bigint,
	CONSTRAINT "rendition_version_id_recipe_pk" PRIMARY KEY("version_id","recipe")
);
--> statement-breakpoint
CREATE TABLE "upload" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"gallery_id" text collate "C" NOT NULL,
	"member_id" text collate "C" NOT NULL,
	"order_id" text collate "C",
	"file_id" text collate "C",
	"drop_id" text collate "C",
	"filename" text collate "C" NOT NULL,
	"section" text collate "C" DEFAULT '' NOT NULL,
	"state" text collate "C",
	"replace" boolean NOT NULL,
	"add" boolean NOT NULL,
	"match" text collate "C" NOT NULL,
	"length_bytes" bigint NOT NULL,
	"offset_bytes" bigint NOT NULL,
	"crc32" bigint DEFAULT 0 NOT NULL,
	"temp_name" text collate "C" NOT NULL,
	"status" text collate "C" NOT NULL,
	"problem" text collate "C",
	"result_file_id" text collate "C",
	"result_version_id" text collate "C",
	"created_at" bigint NOT NULL,
	"updated_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "version" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"gallery_id" text collate "C" NOT NULL,
	"file_id" text collate "C",
	"n" bigint,
	"name" text collate "C" NOT NULL,
	"section" text collate "C" DEFAULT '' NOT NULL,
	"storage_key" text collate "C" NOT NULL,
	"sha256" text collate "C" NOT NULL,
	"crc32" bigint NOT NULL,
	"bytes" bigint NOT NULL,
	"kind" text collate "C" NOT NULL,
	"picture" boolean NOT NULL,
	"width" bigint,
	"height" bigint,
	"placeholder" text collate "C",
	"likeness" text collate "C",
	"capture" text collate "C" NOT NULL,
	"status" text collate "C" NOT NULL,
	"asks" text collate "C",
	"error" text collate "C",
	"remark" text collate "C",
	"note" text collate "C",
	"wanted_state" text collate "C",
	"last_state" text collate "C",
	"released_at" bigint,
	"taken_back_at" bigint,
	"order_id" text collate "C",
	"drop_id" text collate "C",
	"match" text collate "C",
	"uploaded_by" text collate "C",
	"uploaded_role" text collate "C",
	"created_at" bigint NOT NULL,
	"processed_at" bigint,
	"expires_at" bigint,
	CONSTRAINT "version_storageKey_unique" UNIQUE("storage_key")
);
--> statement-breakpoint
CREATE TABLE "mark" (
	"gallery_id" text collate "C" NOT NULL,
	"book" text collate "C" NOT NULL,
	"participant_id" text collate "C" NOT NULL,
	"key" text collate "C" NOT NULL,
	"kind" text collate "C" NOT NULL,
	"selection_id" text collate "C",
	"file_id" text collate "C",
	"value" text collate "C" NOT NULL,
	"at" bigint NOT NULL,
	CONSTRAINT "mark_gallery_id_book_key_pk" PRIMARY KEY("gallery_id","book","key")
);
--> statement-breakpoint
CREATE TABLE "mark_snapshot" (
	"gallery_id" text collate "C" NOT NULL,
	"book" text collate "C" NOT NULL,
	"seq" bigint NOT NULL,
	"update" "bytea" NOT NULL,
	"created_at" bigint NOT NULL,
	CONSTRAINT "mark_snapshot_gallery_id_book_pk" PRIMARY KEY("gallery_id","book")
);
--> statement-breakpoint
CREATE TABLE "mark_update" (
	"seq" bigint PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY (sequence name "mark_update_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"gallery_id" text collate "C" NOT NULL,
	"book" text collate "C" NOT NULL,
	"client_id" bigint NOT NULL,
	"clock" bigint NOT NULL,
	"update" "bytea" NOT NULL,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "selection" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"gallery_id" text collate "C" NOT NULL,
	"name" text collate "C" NOT NULL,
	"rule" text collate "C" NOT NULL,
	"limit" text collate "C",
	"choose_by" bigint,
	"round" bigint DEFAULT 1 NOT NULL,
	"locked_at" bigint,
	"locked_by" text collate "C",
	"place" bigint DEFAULT 0 NOT NULL,
	"created_at" bigint NOT NULL,
	"deleted_at" bigint
);
--> statement-breakpoint
CREATE TABLE "idempotency_key" (
	"participant_id" text collate "C" NOT NULL,
	"key" text collate "C" NOT NULL,
	"body_hash" text collate "C" NOT NULL,
	"order_id" text collate "C" NOT NULL,
	"created_at" bigint NOT NULL,
	CONSTRAINT "idempotency_key_participant_id_key_pk" PRIMARY KEY("participant_id","key")
);
--> statement-breakpoint
CREATE TABLE "order_" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"number" bigint NOT NULL,
	"gallery_id" text collate "C" NOT NULL,
	"participant_id" text collate "C",
	"placed_by_name" text collate "C" NOT NULL,
	"placed_by_member" text collate "C",
	"selection_id" text collate "C",
	"note" text collate "C" DEFAULT '' NOT NULL,
	"placed_at" bigint NOT NULL,
	"seen_at" bigint,
	"started_at" bigint,
	"started_by" text collate "C",
	"expected_by" bigint,
	CONSTRAINT "order__number_unique" UNIQUE("number")
);
--> statement-breakpoint
CREATE TABLE "order_item" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"order_id" text collate "C" NOT NULL,
	"file_id" text collate "C" NOT NULL,
	"state" text collate "C" NOT NULL,
	"reason" text collate "C",
	"cancelled_by" text collate "C",
	"after_version" bigint DEFAULT 0 NOT NULL,
	"version_id" text collate "C",
	"delivery_id" text collate "C",
	"instructions" text collate "C" NOT NULL,
	"created_at" bigint NOT NULL,
	"changed_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "order_recipient" (
	"order_id" text collate "C" NOT NULL,
	"email" text collate "C" NOT NULL,
	"name" text collate "C" DEFAULT '' NOT NULL,
	"participant_id" text collate "C",
	"trust" text collate "C" DEFAULT 'known' NOT NULL,
	"created_at" bigint NOT NULL,
	CONSTRAINT "order_recipient_order_id_email_pk" PRIMARY KEY("order_id","email")
);
--> statement-breakpoint
CREATE TABLE "delivery" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"gallery_id" text collate "C" NOT NULL,
	"order_id" text collate "C",
	"number" bigint NOT NULL,
	"due_at" bigint,
	"held" boolean DEFAULT false NOT NULL,
	"restarts" bigint DEFAULT 0 NOT NULL,
	"message" text collate "C" DEFAULT '' NOT NULL,
	"created_at" bigint NOT NULL,
	"delivered_at" bigint,
	"recalled_at" bigint,
	"expires_at" bigint
);
--> statement-breakpoint
CREATE TABLE "delivery_file" (
	"delivery_id" text collate "C" NOT NULL,
	"file_id" text collate "C" NOT NULL,
	"version_id" text collate "C" NOT NULL,
	"item_id" text collate "C",
	"name" text collate "C" NOT NULL,
	"section" text collate "C" DEFAULT '' NOT NULL,
	"taken_at" bigint,
	"place" bigint NOT NULL,
	"recalled_at" bigint,
	CONSTRAINT "delivery_file_delivery_id_file_id_pk" PRIMARY KEY("delivery_id","file_id")
);
--> statement-breakpoint
CREATE TABLE "delivery_link" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"delivery_id" text collate "C" NOT NULL,
	"email" text collate "C" NOT NULL,
	"name" text collate "C" DEFAULT '' NOT NULL,
	"participant_id" text collate "C",
	"counter" bigint NOT NULL,
	"token_hash" text collate "C" NOT NULL,
	"opened_at" bigint,
	"revoked_at" bigint,
	"created_at" bigint NOT NULL,
	CONSTRAINT "delivery_link_tokenHash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "archive" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"gallery_id" text collate "C" NOT NULL,
	"participant_id" text collate "C",
	"member_id" text collate "C",
	"delivery_link_id" text collate "C",
	"version_ids" text collate "C" NOT NULL,
	"names" text collate "C" NOT NULL,
	"taken_at" text collate "C",
	"etag" text collate "C" NOT NULL,
	"bytes" bigint NOT NULL,
	"created_at" bigint NOT NULL,
	"expires_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "download_log" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"gallery_id" text collate "C" NOT NULL,
	"file_id" text collate "C",
	"version_id" text collate "C",
	"archive_id" text collate "C",
	"delivery_id" text collate "C",
	"who" text collate "C" NOT NULL,
	"who_id" text collate "C" NOT NULL,
	"who_name" text collate "C" NOT NULL,
	"what" text collate "C" NOT NULL,
	"bytes" bigint NOT NULL,
	"complete" boolean NOT NULL,
	"at" bigint NOT NULL,
	"last_at" bigint,
	"size_bytes" bigint,
	"spans" text collate "C"
);
--> statement-breakpoint
CREATE TABLE "announcement" (
	"seq" bigint PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY (sequence name "announcement_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"room" text collate "C" NOT NULL,
	"event" text collate "C" NOT NULL,
	"payload" text collate "C" NOT NULL,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "attempt" (
	"key" text collate "C" PRIMARY KEY NOT NULL,
	"n" bigint NOT NULL,
	"until" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "job" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"name" text collate "C" NOT NULL,
	"live_key" text collate "C",
	"key" text collate "C" NOT NULL,
	"payload" text collate "C" NOT NULL,
	"state" text collate "C" NOT NULL,
	"again" boolean DEFAULT false NOT NULL,
	"run_at" bigint NOT NULL,
	"attempts" bigint DEFAULT 0 NOT NULL,
	"fence" bigint DEFAULT 0 NOT NULL,
	"lease_until" bigint,
	"holder" text collate "C",
	"last_error" text collate "C",
	"created_at" bigint NOT NULL,
	"finished_at" bigint,
	CONSTRAINT "job_liveKey_unique" UNIQUE("live_key")
);
--> statement-breakpoint
CREATE TABLE "lease" (
	"name" text collate "C" PRIMARY KEY NOT NULL,
	"holder" text collate "C" NOT NULL,
	"fence" bigint NOT NULL,
	"until" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "mail" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"template" text collate "C" NOT NULL,
	"facts" text collate "C" NOT NULL,
	"to" text collate "C" NOT NULL,
	"to_name" text collate "C" DEFAULT '' NOT NULL,
	"message_id" text collate "C" NOT NULL,
	"status" text collate "C" NOT NULL,
	"gallery_id" text collate "C",
	"order_id" text collate "C",
	"delivery_id" text collate "C",
	"attempts" bigint DEFAULT 0 NOT NULL,
	"next_at" bigint NOT NULL,
	"first_tried_at" bigint,
	"last_error" text collate "C",
	"sent_at" bigint,
	"created_at" bigint NOT NULL,
	CONSTRAINT "mail_messageId_unique" UNIQUE("message_id")
);
--> statement-breakpoint
CREATE TABLE "installation" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"identity" text collate "C" NOT NULL,
	"secret_proof" text collate "C",
	"swept_at" bigint,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "orphan" (
	"key" text collate "C" PRIMARY KEY NOT NULL,
	"first_seen_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "fact" (
	"seq" bigint PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY (sequence name "fact_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"name" text collate "C" NOT NULL,
	"gallery_id" text collate "C",
	"by_kind" text collate "C" NOT NULL,
	"by_id" text collate "C",
	"payload" text collate "C" NOT NULL,
	"at" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "api_token" ADD CONSTRAINT "api_token_member_id_member_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."member"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "member" ADD CONSTRAINT "member_studio_id_studio_id_fk" FOREIGN KEY ("studio_id") REFERENCES "public"."studio"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "member_session" ADD CONSTRAINT "member_session_member_id_member_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."member"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "access_row" ADD CONSTRAINT "access_row_gallery_id_gallery_id_fk" FOREIGN KEY ("gallery_id") REFERENCES "public"."gallery"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gallery" ADD CONSTRAINT "gallery_studio_id_studio_id_fk" FOREIGN KEY ("studio_id") REFERENCES "public"."studio"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invitation" ADD CONSTRAINT "invitation_gallery_id_gallery_id_fk" FOREIGN KEY ("gallery_id") REFERENCES "public"."gallery"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invitation" ADD CONSTRAINT "invitation_participant_id_participant_id_fk" FOREIGN KEY ("participant_id") REFERENCES "public"."participant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "participant" ADD CONSTRAINT "participant_gallery_id_gallery_id_fk" FOREIGN KEY ("gallery_id") REFERENCES "public"."gallery"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "seat" ADD CONSTRAINT "seat_gallery_id_gallery_id_fk" FOREIGN KEY ("gallery_id") REFERENCES "public"."gallery"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "seat" ADD CONSTRAINT "seat_participant_id_participant_id_fk" FOREIGN KEY ("participant_id") REFERENCES "public"."participant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "session_participant" ADD CONSTRAINT "session_participant_session_id_client_session_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."client_session"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "session_participant" ADD CONSTRAINT "session_participant_gallery_id_gallery_id_fk" FOREIGN KEY ("gallery_id") REFERENCES "public"."gallery"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "session_participant" ADD CONSTRAINT "session_participant_participant_id_participant_id_fk" FOREIGN KEY ("participant_id") REFERENCES "public"."participant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "camera_shift" ADD CONSTRAINT "camera_shift_gallery_id_gallery_id_fk" FOREIGN KEY ("gallery_id") REFERENCES "public"."gallery"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "file" ADD CONSTRAINT "file_gallery_id_gallery_id_fk" FOREIGN KEY ("gallery_id") REFERENCES "public"."gallery"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "file_name" ADD CONSTRAINT "file_name_file_id_file_id_fk" FOREIGN KEY ("file_id") REFERENCES "public"."file"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rendition" ADD CONSTRAINT "rendition_version_id_version_id_fk" FOREIGN KEY ("version_id") REFERENCES "public"."version"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "version" ADD CONSTRAINT "version_gallery_id_gallery_id_fk" FOREIGN KEY ("gallery_id") REFERENCES "public"."gallery"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "selection" ADD CONSTRAINT "selection_gallery_id_gallery_id_fk" FOREIGN KEY ("gallery_id") REFERENCES "public"."gallery"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "order_" ADD CONSTRAINT "order__gallery_id_gallery_id_fk" FOREIGN KEY ("gallery_id") REFERENCES "public"."gallery"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "order_item" ADD CONSTRAINT "order_item_order_id_order__id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."order_"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "order_item" ADD CONSTRAINT "order_item_file_id_file_id_fk" FOREIGN KEY ("file_id") REFERENCES "public"."file"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "order_recipient" ADD CONSTRAINT "order_recipient_order_id_order__id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."order_"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "delivery" ADD CONSTRAINT "delivery_gallery_id_gallery_id_fk" FOREIGN KEY ("gallery_id") REFERENCES "public"."gallery"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "delivery_file" ADD CONSTRAINT "delivery_file_delivery_id_delivery_id_fk" FOREIGN KEY ("delivery_id") REFERENCES "public"."delivery"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "delivery_link" ADD CONSTRAINT "delivery_link_delivery_id_delivery_id_fk" FOREIGN KEY ("delivery_id") REFERENCES "public"."delivery"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "access_row_subject" ON "access_row" USING btree ("gallery_id","subject");--> statement-breakpoint
CREATE INDEX "gallery_parent" ON "gallery" USING btree ("parent_id");--> statement-breakpoint
CREATE INDEX "attendance_process" ON "attendance" USING btree ("process");--> statement-breakpoint
CREATE INDEX "invitation_participant" ON "invitation" USING btree ("participant_id");--> statement-breakpoint
CREATE UNIQUE INDEX "participant_email" ON "participant" USING btree ("gallery_id","email");--> statement-breakpoint
CREATE UNIQUE INDEX "participant_member" ON "participant" USING btree ("gallery_id","member_id");--> statement-breakpoint
CREATE INDEX "seat_participant" ON "seat" USING btree ("participant_id");--> statement-breakpoint
CREATE INDEX "session_participant_by" ON "session_participant" USING btree ("participant_id");--> statement-breakpoint
CREATE INDEX "file_gallery" ON "file" USING btree ("gallery_id","deleted_at");--> statement-breakpoint
CREATE INDEX "file_name_key" ON "file_name" USING btree ("gallery_id","name_key");--> statement-breakpoint
CREATE INDEX "file_name_stem" ON "file_name" USING btree ("gallery_id","stem_key");--> statement-breakpoint
CREATE INDEX "upload_order" ON "upload" USING btree ("order_id");--> statement-breakpoint
CREATE INDEX "upload_gallery" ON "upload" USING btree ("gallery_id","status");--> statement-breakpoint
CREATE UNIQUE INDEX "version_n" ON "version" USING btree ("file_id","n");--> statement-breakpoint
CREATE INDEX "version_gallery" ON "version" USING btree ("gallery_id","status");--> statement-breakpoint
CREATE INDEX "version_sha" ON "version" USING btree ("sha256");--> statement-breakpoint
CREATE INDEX "mark_selection" ON "mark" USING btree ("selection_id","file_id");--> statement-breakpoint
CREATE INDEX "mark_file" ON "mark" USING btree ("file_id","kind");--> statement-breakpoint
CREATE INDEX "mark_update_gallery" ON "mark_update" USING btree ("gallery_id","book","seq");--> statement-breakpoint
CREATE INDEX "selection_gallery" ON "selection" USING btree ("gallery_id");--> statement-breakpoint
CREATE INDEX "order_gallery" ON "order_" USING btree ("gallery_id");--> statement-breakpoint
CREATE INDEX "order_item_order" ON "order_item" USING btree ("order_id");--> statement-breakpoint
CREATE INDEX "order_item_file" ON "order_item" USING btree ("file_id","state");--> statement-breakpoint
CREATE INDEX "order_recipient_trust" ON "order_recipient" USING btree ("trust","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "delivery_number" ON "delivery" USING btree ("order_id","number");--> statement-breakpoint
CREATE INDEX "delivery_due" ON "delivery" USING btree ("delivered_at","due_at");--> statement-breakpoint
CREATE INDEX "delivery_file_version" ON "delivery_file" USING btree ("version_id");--> statement-breakpoint
CREATE UNIQUE INDEX "delivery_link_email" ON "delivery_link" USING btree ("delivery_id","email");--> statement-breakpoint
CREATE INDEX "download_log_gallery" ON "download_log" USING btree ("gallery_id","at");--> statement-breakpoint
CREATE INDEX "download_log_who" ON "download_log" USING btree ("who_id","last_at");--> statement-breakpoint
CREATE INDEX "attempt_until" ON "attempt" USING btree ("until");--> statement-breakpoint
CREATE INDEX "job_due" ON "job" USING btree ("name","state","run_at");--> statement-breakpoint
CREATE INDEX "mail_due" ON "mail" USING btree ("status","next_at");--> statement-breakpoint
CREATE INDEX "mail_delivery" ON "mail" USING btree ("delivery_id");--> statement-breakpoint
CREATE INDEX "fact_gallery" ON "fact" USING btree ("gallery_id","seq");