/** One promise broken by a small edit, and the one test that has to go red for it. */
export type Planted = {
	name: string;
	file: string;
	/** Each `from` stands exactly once in the file, whatever was edited round it. */
	edits: readonly { from: string; to: string }[];
	suite: string;
	/** How the name of the test ends. */
	test: string;
	/** The test waits without end for what the fault took away; of all others a test that is only late says nothing. */
	waits?: true;
};

const server = 'src/lib/server';

export const faults: readonly Planted[] = [
	{
		name: 'a product is enlarged',
		file: 'src/lib/domain/products/size.ts',
		edits: [
			{ from: 'const wanted = Math.min(1, factorOf(size, original));', to: 'const wanted = factorOf(size, original);' }
		],
		suite: `${server}/media/product/make.test.ts`,
		test: 'is never larger than its original'
	},
	{
		name: 'a product tells where its picture was taken, although only credits are wanted',
		file: `${server}/media/product/metadata.ts`,
		edits: [
			{
				from: 'return { exif: { IFD0: creditsInExif(credits) }, xmp: creditsPacket(credits, found.contact) };',
				to: 'return { exif: { ...exif, IFD0: creditsInExif(credits) }, xmp: creditsPacket(credits, found.contact) };'
			}
		],
		suite: `${server}/media/product/make.test.ts`,
		test: 'only those who keep all tell the place'
	},
	{
		name: 'a product that is offered of finals is had of proofs',
		file: 'src/lib/domain/products/offer.ts',
		edits: [{ from: 'product === productId && states.includes(state)', to: 'product === productId' }],
		suite: `${server}/downloads/product.test.ts`,
		test: 'of a proof where it is for finals; nothing is made for it'
	},
	{
		name: 'a watermark recipe is served without its mark',
		file: `${server}/media/picture.ts`,
		edits: [{ from: 'look?.mark ? plain.composite([await markOver(pixels, look.mark)]) : plain', to: 'plain' }],
		suite: `${server}/media/mark/mark.test.ts`,
		test: 'a mark is there to be seen, tiled and medium'
	},
	{
		name: 'a proof is shown as it is until its watermark is drawn',
		file: `${server}/downloads/rendition.ts`,
		edits: [
			{
				from: 'look ? findInLook(shown.renditions, look, wanted) : findStored(shown.renditions, wanted)',
				to: '(look && findInLook(shown.renditions, look, wanted)) ?? findStored(shown.renditions, wanted)'
			}
		],
		suite: `${server}/downloads/looks.test.ts`,
		test: 'by the address 750, before it was made and after'
	},
	{
		name: 'a companion is served before the final of its picture is released',
		file: 'src/lib/domain/companions/released.ts',
		edits: [{ from: "ofPicture?.state === 'FINAL' ? nextReleased(question) : null", to: 'ofPicture && nextReleased(question)' }],
		suite: `${server}/downloads/companions.test.ts`,
		test: 'waits beside a proof, and comes with the final'
	},
	{
		name: 'a companion is served before the delivery that carries it',
		file: `${server}/files/settle-released.ts`,
		edits: [{ from: 'moveCompanions(tx, ctx, row, pending.get(row.id) ?? 0, event)', to: 'moveCompanions(tx, ctx, row, 0, event)' }],
		suite: `${server}/downloads/companions.test.ts`,
		test: 'waits beside an older final that clients have, and the old one stays theirs'
	},
	{
		name: 'an archive of products is had before its last one is made',
		file: `${server}/downloads/archive-products.ts`,
		edits: [
			{ from: "if (done < of) throw new AppError('unavailable', 'faults:products.being-made');", to: '' },
			{ from: 'if (done < of || !ready.length) return about;', to: 'if (!ready.length) return about;' },
			{ from: "if (!ready.length) throw new AppError('conflict', 'faults:products.impossible');", to: '' }
		],
		suite: `${server}/downloads/product-archive.test.ts`,
		test: 'before the last of them is made'
	},
	{
		name: 'marks are shown before they are committed',
		file: `${server}/marks/mark-pipeline.ts`,
		edits: [
			{
				from: 'if (batch.some(({ pieces }) => pieces.length)) await this.write(batch);',
				to: `for (const { room, pieces } of batch)
	broadcast(room, pieces.map(({ book, bytes, sender }) => ({ book: book.name, bytes, sender })));
await this.write(batch);`
			}
		],
		suite: `${server}/realtime/unkept.test.ts`,
		test: 'is shown to nobody'
	},
	{
		name: 'marks are acknowledged before they are committed',
		file: `${server}/marks/mark-pipeline.ts`,
		edits: [
			{
				from: 'if (batch.some(({ pieces }) => pieces.length)) await this.write(batch);',
				to: 'batch.forEach(acknowledge); await this.write(batch);'
			}
		],
		suite: `${server}/realtime/unkept.test.ts`,
		test: 'is not acknowledged, and may be tried again later'
	},
	{
		name: 'the gate lets anybody’s entries be deleted',
		file: `${server}/marks/gate/filter-update.ts`,
		edits: [
			{
				from: 'const { deletes } = this.bookParts(this.ownBook(client));',
				to: "const { deletes } = this.bookParts(this.ground.bookOf(client) ?? '');"
			}
		],
		suite: `${server}/realtime/gate-refuses.test.ts`,
		test: 'deleting another’s mark',
		waits: true
	},
	{
		name: 'the lock of a selection is read before the transaction',
		file: `${server}/orders/place-order.ts`,
		edits: [
			{
				from: 'const facts = await orderFacts(tx, ctx, actor, galleryId, input.selectionId);',
				to: ''
			},
			{
				from: 'const bodyHash = ctx.tokens.hash(JSON.stringify(input));',
				to: `const bodyHash = ctx.tokens.hash(JSON.stringify(input));
const facts = await orderFacts(ctx.db.read, ctx, actor, galleryId, input.selectionId);`
			}
		],
		suite: 'tests/model/races.test.ts',
		test: 'the choice sent on two devices'
	},
	{
		name: 'orders do not react when a state is set',
		file: `${server}/events/registry.ts`,
		edits: [
			{
				from: "'file.stateSet': [followFiles, releasePair, tellStudio],",
				to: "'file.stateSet': [releasePair, tellStudio],"
			}
		],
		suite: `${server}/files/put-states.test.ts`,
		test: 'every item is ready, and the order’s delivery is planned once'
	},
	{
		name: 'the client is not told by mail when a picture leaves the order',
		file: `${server}/events/registry.ts`,
		edits: [
			{
				from: "'order.itemsFollowed': [planFollowed, mailOrderChanged, tellFollowed],",
				to: "'order.itemsFollowed': [planFollowed, tellFollowed],"
			}
		],
		suite: `${server}/deliveries/deliver.test.ts`,
		test: 'deletion cancels the item, and the client is told once'
	},
	{
		name: 'pins are not checked again when a delivery closes',
		file: `${server}/deliveries/advance-delivery.ts`,
		edits: [
			{
				from: 'const changed = await recheckItems(tx, ctx.clock.now(), loaded);',
				to: 'const changed = await recheckItems(tx, ctx.clock.now(), loaded.slice(loaded.length));'
			}
		],
		suite: `${server}/deliveries/deliver.test.ts`,
		test: 'checks the pins in the transaction that sends, even if nobody looked in between'
	},
	{
		name: 'a final is released as soon as it is processed',
		file: 'src/lib/domain/states/released.ts',
		edits: [{ from: 'if (pendingItems === 0) return current;', to: "if (event.kind === 'version-current' || pendingItems === 0) return current;" }],
		suite: `${server}/deliveries/deliver.test.ts`,
		test: 'releases the picture: clients see it from then on, and not before'
	},
	{
		name: 'a held order sends when its time comes',
		file: 'src/lib/domain/orders/plan-delivery.ts',
		edits: [
			{ from: 'if (base?.held) return keep({ ...base, dueAt: null });', to: '' }
		],
		suite: `${server}/deliveries/hold.test.ts`,
		test: 'hold stops it, what becomes ready joins, send now sends all at once'
	},
	{
		name: 'the same key makes a second order',
		file: `${server}/orders/place-order.ts`,
		edits: [{ from: 'if (known) return sameAgain(known, bodyHash);', to: 'if (known) sameAgain(known, bodyHash);' }],
		suite: `${server}/orders/place-order.test.ts`,
		test: 'makes one order of fifty presses of the same button'
	},
	{
		name: 'commits are not on the disk when they are answered',
		file: `${server}/db/open.ts`,
		edits: [{ from: "raw.pragma('synchronous = FULL');", to: "raw.pragma('synchronous = NORMAL');" }],
		suite: `${server}/db/transaction.test.ts`,
		test: 'every connection is FULL: a commit is on the disk when it is answered'
	},
	{
		name: 'one route sends originals without asking canRead',
		file: `${server}/downloads/single.ts`,
		edits: [{ from: 'if (!stored || !(await mayRead(exchange, actor, stored, tier))) throw notFound();', to: 'if (!stored) throw notFound();' }],
		suite: `${server}/downloads/access.test.ts`,
		test: 'they get the released one, and see what was released before, but not its original'
	},
	{
		name: 'a run whose lease is lost still writes',
		file: `${server}/jobs/lease.ts`,
		edits: [{ from: 'if (!held) throw new LeaseLost(', to: 'if (!held && !row) throw new LeaseLost(' }],
		suite: `${server}/jobs/runner.test.ts`,
		test: 'a run whose lease was taken over writes nothing'
	},
	{
		name: 'a job is queued twice under one key',
		file: `${server}/jobs/enqueue.ts`,
		edits: [{ from: "liveKey: param('key'),", to: 'liveKey: null,' }],
		suite: `${server}/jobs/runner.test.ts`,
		test: 'a key is one row: the later payload wins while it waits'
	},
	{
		name: 'a preview is another picture’s',
		file: `${server}/downloads/shown.ts`,
		edits: [{ from: "eq(version.fileId, param('fileId')),", to: '' }],
		suite: `${server}/downloads/fetched.test.ts`,
		test: 'is of its own picture, byte for byte'
	},
	{
		name: 'every entry of an archive lies one byte off',
		file: 'src/lib/domain/archive/records.ts',
		edits: [{ from: '.u32(wideOffset ? MAX_32 : offset)', to: '.u32(wideOffset ? MAX_32 : offset + 1)' }],
		suite: `${server}/downloads/archive.test.ts`,
		test: 'is what was promised: length, names, bytes; and answers ranges anywhere'
	},
	{
		name: 'a right taken away leaves sockets open',
		file: `${server}/realtime/sockets.ts`,
		edits: [{ from: "if (standing.code !== null) connection.close(standing.code, 'access ended');", to: 'if (standing.code !== null) continue;' }],
		suite: `${server}/realtime/handshake.test.ts`,
		test: 'closes with 4403 within a second, and sends nothing after',
		waits: true
	},
	{
		name: 'a right taken away leaves downloads running',
		file: `${server}/http/in-progress.ts`,
		edits: [{ from: 'if (!(await stillMay(ticket))) cut(res);', to: 'if (res.destroyed) cut(res);' }],
		suite: `${server}/downloads/under-way.test.ts`,
		test: 'of a delivery is cut when the delivery is recalled, and its archive when the link is revoked',
		waits: true
	},
	{
		name: 'whoever holds the link of a delivery plays every film of its gallery',
		file: `${server}/downloads/by-link.ts`,
		edits: [
			{
				from: "const delivered = await openDelivered(ctx, tokenOf(params), params['file'] ?? '', 'preview');\n\t\tawait send",
				to: "const { actor } = await findLink(ctx, tokenOf(params));\n\t\tconst version = await versionByNumber(ctx.db.read, params['file'] ?? '', 1);\n\t\tif (!version) throw notFound();\n\t\tconst delivered = { actor, version };\n\t\tawait send"
			}
		],
		suite: `${server}/downloads/stream.test.ts`,
		test: 'by a link that is wrong, opens another delivery, or was revoked'
	},
	{
		name: 'a run that was overtaken names its pieces all the same',
		file: `${server}/files/prepare-ladder.ts`,
		edits: [{ from: 'lease.last(async (tx) => {', to: 'ctx.db.transaction(async (tx) => {' }],
		suite: `${server}/files/prepare-ladder.test.ts`,
		test: 'by a run that was overtaken or killed: nothing of it is left'
	},
	{
		name: 'the end of one worker ends the leases of all',
		file: `${server}/jobs/release.ts`,
		edits: [{ from: "and(eq(job.state, 'running'), eq(job.holder, holder))", to: "and(eq(job.state, 'running'))" }],
		suite: `${server}/jobs/release.test.ts`,
		test: 'what an ended process held is taken after a second; what others hold is left to them'
	},
	{
		name: 'memory is read into while its bytes are still being sent',
		file: `${server}/http/send.ts`,
		edits: [{ from: 'await underWay;\n\t\t\tunderWay =', to: 'underWay =' }],
		suite: `${server}/http/send.test.ts`,
		test: 'sends each chunk before its memory is used again, however slowly it is read'
	},
	{
		name: 'a comment may name a moment after the end of its film',
		file: 'src/lib/domain/marks/can-mark.ts',
		edits: [{ from: '?? -Infinity) + SLACK_SECONDS', to: '?? -Infinity) + 1e9' }],
		suite: 'src/lib/domain/marks/can-mark.test.ts',
		test: 'a moment after the film'
	},
	{
		name: 'the language of one answer is that of another',
		file: 'src/lib/messages/current-node.ts',
		edits: [
			{ from: 'new AsyncLocalStorage<Language>();', to: '{ last: FALLBACK as Language };' },
			{ from: 'asked.getStore() ?? FALLBACK', to: 'asked.last' },
			{ from: 'asked.run(language, answer)', to: '((asked.last = language), answer())' }
		],
		suite: `${server}/outbox/language.test.ts`,
		test: 'mixes nothing when many are written at once, and wait for each other'
	}
];
