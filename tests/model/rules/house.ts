import { patchGallery } from '#lib/server/galleries/index.ts';
import type { Book, DeliveryRule } from '../book.ts';
import { rule, type Rule } from '../rule.ts';

const MINUTE = 60_000;
const always = (book: Book) => [book];
const RULES: DeliveryRule[] = ['as-final', 'whole-order', 'by-hand'];

/** Times are multiples of half a minute: then "due" and "silent" mean the same to the model as to a job. */
const wait = (ms: number) =>
	rule({
		command: 'time goes on',
		state: `${ms / MINUTE} min`,
		subjects: always,
		act: async ({ clock, runDue }) => {
			clock.forward(ms);
			await runDue();
		},
		move: () => ({ due: true })
	});

const setRule = RULES.flatMap((next) =>
	RULES.map((now) =>
		rule({
			command: `deliver ${next}`,
			state: now,
			subjects: (book) => (book.rule === now ? [book] : []),
			act: ({ ctx, ann, galleryId }) => patchGallery(ctx, ann, galleryId, { deliveryRule: next }),
			move: (book) => void (book.rule = next)
		})
	)
);

/** Not only FINAL is delivered: what is in this state already is ready at once. */
const setAtOnce = (['PROOF', 'UNDEFINED'] as const).map((state) =>
	rule({
		command: 'deliver at once',
		state,
		subjects: (book) => (book.atOnce ? [] : [book]),
		act: ({ ctx, ann, galleryId }) => patchGallery(ctx, ann, galleryId, { deliverAtOnce: [state] }),
		move: (book) => void (book.atOnce = state)
	})
);

const onlyFinals = rule({
	command: 'deliver at once',
	state: 'FINAL only',
	subjects: (book) => (book.atOnce ? [book] : []),
	act: ({ ctx, ann, galleryId }) => patchGallery(ctx, ann, galleryId, { deliverAtOnce: [] }),
	move: (book) => void (book.atOnce = null)
});

const setOk = [true, false].map((okForRetoucher) =>
	rule({
		command: `OK for the retoucher`,
		state: okForRetoucher ? 'on' : 'off',
		subjects: always,
		act: ({ ctx, ann, galleryId }) => patchGallery(ctx, ann, galleryId, { okForRetoucher }),
		move: (book) => void (book.okForRetoucher = okForRetoucher)
	})
);

const restart = rule({
	command: 'restart',
	state: 'any',
	subjects: always,
	act: async ({ house }) => house.restart(),
	move: () => undefined
});

export const houseRules: Rule[] = [
	wait(MINUTE / 2),
	wait(MINUTE),
	wait(2 * MINUTE),
	...setRule,
	...setAtOnce,
	onlyFinals,
	...setOk,
	restart
];
