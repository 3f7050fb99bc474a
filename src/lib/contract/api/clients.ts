import * as v from 'valibot';
import { AskForChange, ChangeItems, OrderDraft, PlaceOrder } from '#lib/domain/orders/inputs.ts';
import { Id } from '#lib/domain/id.ts';
import { ArchiveMade, ArchiveProgress } from '../delivery.ts';
import { ReleasedFile, StudioFile } from '../file.ts';
import { AddressConfirmed } from '../invitation.ts';
import { ArchiveWanted, PicturesWanted } from '../order-inputs.ts';
import { DownloadChoice } from '../product.ts';
import { ChangedOrder, OrderDraftView, OwnOrder } from '../order.ts';
import { AskAddress, ConfirmAddress } from '../people-inputs.ts';
import { Seat, SeatFacts, SeatSelection, TakeSeat } from '../seat.ts';
import { AS, type Operation } from './operation.ts';

export const clients: readonly Operation[] = [
	{
		call: 'GET /i/{token}',
		does: 'the page of an invitation; changes nothing',
		who: 'link',
		gives: { 200: 'page' }
	},
	{
		call: 'POST /i/{token}',
		does: 'opens the gallery in this browser, or asks for a code',
		who: 'link',
		takes: 'form',
		gives: { 303: 'redirect' },
		refuses: [422, 429]
	},
	{
		call: 'GET /i/{token}/cover.webp',
		does: 'the picture that greets, where the studio allows it',
		who: 'link',
		gives: { 200: 'bytes' }
	},
	{
		call: 'GET /i/{token}/code',
		does: 'asks for the mailed code',
		who: 'link',
		gives: { 200: 'page', 303: 'redirect' }
	},
	{
		call: 'POST /i/{token}/code?/enter',
		does: 'with the code',
		who: 'link',
		takes: 'form',
		gives: { 200: 'action', 303: 'redirect' },
		refuses: [422, 429]
	},
	{
		call: 'POST /i/{token}/code?/again',
		does: 'one more mail',
		who: 'link',
		takes: 'form',
		gives: { 200: 'action', 303: 'redirect' },
		refuses: [429]
	},
	{
		call: 'GET /g/{gallery}',
		does: 'the gallery; the way to it where one may not look',
		who: 'anybody',
		gives: { 200: 'page' },
		refuses: [410]
	},
	{
		call: 'GET /g/{gallery}/seat',
		does: 'rights, people and selections as they are now',
		who: 'client',
		query: { as: AS },
		gives: { 200: SeatFacts }
	},
	{
		call: 'POST /g/{gallery}/seat',
		does: "takes a seat; a guest's name where Anybody may look, at most 500 new guests an hour from a network",
		who: 'anybody',
		query: { as: AS },
		takes: TakeSeat,
		mayBeEmpty: true,
		gives: { 200: Seat },
		refuses: [401, 429]
	},
	{
		call: 'GET /g/{gallery}/files',
		does: 'released pictures in order; `bytes` where the original can be downloaded, `before`: the newest earlier version that clients have seen',
		who: 'client',
		query: { as: AS },
		gives: { 200: v.union([v.array(ReleasedFile), v.array(StudioFile)]), 304: 'nothing' }
	},
	{
		call: 'GET /g/{gallery}/marks',
		does: 'the first sync: one Yjs update, compressed',
		who: 'client',
		query: { as: AS },
		gives: { 200: 'bytes' }
	},
	{ call: 'SOCKET /sync/{gallery}', does: 'marks (docs/realtime.md)', who: 'client', gives: {} },
	{ call: 'SOCKET /socket.io/', does: 'announcements (docs/realtime.md)', who: 'client', gives: {} },
	{
		call: 'GET /r/{gallery}/{file}/{version}/{width}.webp',
		does: 'a preview',
		who: 'client',
		gives: { 200: 'bytes', 304: 'nothing' }
	},
	{
		call: 'GET /r/{gallery}/{file}/{version}/film.mp4',
		does: 'a film to be played (`film.url`), Range allowed; for whoever may look',
		who: 'client',
		gives: { 200: 'bytes', 206: 'bytes', 304: 'nothing' },
		refuses: [416]
	},
	{
		call: 'GET /r/{gallery}/{file}/{version}/film.m3u8',
		does: 'a long film in several sizes (HLS, `film.stream`)',
		who: 'client',
		gives: { 200: 'bytes', 304: 'nothing' }
	},
	{
		call: 'GET /r/{gallery}/{file}/{version}/film/{rung}.m3u8',
		does: 'where the pieces of one size lie',
		who: 'client',
		gives: { 200: 'bytes', 206: 'bytes', 304: 'nothing' },
		refuses: [416]
	},
	{
		call: 'GET /r/{gallery}/{file}/{version}/film/{rung}.mp4',
		does: 'the pieces of one size, by Range',
		who: 'client',
		gives: { 200: 'bytes', 206: 'bytes', 304: 'nothing' },
		refuses: [416]
	},
	{
		call: 'GET /g/{gallery}/files/{file}/download',
		does: 'the original, or with `?product=` that product of it (waited for as `?wait=` says, then 503), Range allowed',
		who: 'client',
		query: { version: v.optional(v.string()), product: v.optional(Id), wait: v.optional(v.string()) },
		gives: { 200: 'bytes', 206: 'bytes', 304: 'nothing' },
		refuses: [416]
	},
	{
		call: 'POST /g/{gallery}/download-choices',
		does: 'as what pictures can be fetched: `{fileIds}`, `{selectionId}` or `{all}` → originals and products, each with its `count` and `bytes` (an estimate where `isExact` is false)',
		who: 'client',
		takes: PicturesWanted,
		gives: { 200: v.array(DownloadChoice) }
	},
	{
		call: 'POST /g/{gallery}/archives',
		does: 'packs: `{fileIds}`, `{selectionId}` or `{all}`; answers `files: [{fileId, name, path?, bytes}]`, `path` for what lies in a folder of the archive; at most 100 an hour for a browser, 500 for a network. With `product` 202: it is made, and `status` says how far it is',
		who: 'client',
		takes: ArchiveWanted,
		gives: { 201: ArchiveMade, 202: ArchiveProgress },
		refuses: [409, 429]
	},
	{
		call: 'GET /g/{gallery}/archives/{archive}',
		does: 'how far an archive of products is; `url` and its exact `bytes` once it can be fetched',
		who: 'client',
		gives: { 200: ArchiveProgress }
	},
	{
		call: 'GET /g/{gallery}/archives/{archive}.zip',
		does: 'the packed files, for 24 h',
		who: 'client',
		gives: { 200: 'bytes', 206: 'bytes', 304: 'nothing' },
		refuses: [410, 416]
	},
	{
		call: 'POST /g/{gallery}/order-draft',
		does: 'what an order would hold, and `receivers`: whom it can go to, by id and name',
		who: 'client',
		takes: OrderDraft,
		gives: { 200: OrderDraftView }
	},
	{
		call: 'POST /g/{gallery}/orders',
		does: 'places it, with `Idempotency-Key`',
		who: 'client',
		isOnce: true,
		takes: PlaceOrder,
		gives: { 201: OwnOrder },
		refuses: [412, 428, 429]
	},
	{
		call: 'GET /g/{gallery}/orders',
		does: "the client's orders",
		who: 'client',
		gives: { 200: v.array(OwnOrder) }
	},
	{
		call: 'POST /g/{gallery}/address',
		does: "a guest's address: mails a code",
		who: 'client',
		takes: AskAddress,
		gives: { 204: 'nothing' },
		refuses: [409, 429]
	},
	{
		call: 'POST /g/{gallery}/address/confirm',
		does: 'with the code',
		who: 'client',
		takes: ConfirmAddress,
		gives: { 200: AddressConfirmed },
		refuses: [409, 410, 429]
	},
	{
		call: 'POST /g/{gallery}/selections/{selection}/lock',
		does: 'sends a choice of which nothing can be ordered',
		who: 'client',
		gives: { 200: SeatSelection },
		refuses: [409, 422]
	},
	{
		call: 'GET /o/{order}',
		does: 'the page of an order, 120 pictures at a time (`?page=2`)',
		who: 'client',
		query: { page: v.optional(v.string()) },
		gives: { 200: 'page' }
	},
	{ call: 'GET /o/{order}.json', does: "the client's order", who: 'client', gives: { 200: OwnOrder } },
	{
		call: 'POST /o/{order}/items',
		does: 'adds or removes before Start',
		who: 'client',
		takes: ChangeItems,
		gives: { 200: ChangedOrder },
		refuses: [409, 429]
	},
	{
		call: 'POST /o/{order}/changes',
		does: 'asks for a change',
		who: 'client',
		takes: AskForChange,
		gives: { 201: OwnOrder },
		refuses: [409, 429]
	},
	{
		call: 'POST /o/{order}?/items',
		does: 'the same from the page, without scripts',
		who: 'client',
		takes: 'form',
		gives: { 200: 'action', 303: 'redirect' },
		refuses: [409, 422, 429]
	},
	{
		call: 'POST /o/{order}?/change',
		does: 'the same from the page, without scripts',
		who: 'client',
		takes: 'form',
		gives: { 200: 'action', 303: 'redirect' },
		refuses: [409, 422, 429]
	}
];
