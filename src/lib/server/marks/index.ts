/** What others may use of marks. */
export { admit, showsLooking, type Admission, type Knock } from './admit.ts';
export { countHere, keepAttendance, renewAttendance, type Attendant } from './attendance.ts';
export { compactMarks } from './compact.ts';
export type { Desk } from './desk.ts';
export { readMarks, snapshotFor } from './first-sync.ts';
export { decodeStateVector } from './gate/decode.ts';
export { Refusal } from './gate/refusal.ts';
export { liveMarks, type LiveMarks } from './live.ts';
export { peopleOf } from './people.ts';
export { commentsOf, openInstructions, selectionResult } from './queries.ts';
export type { CommentView, Instruction, SelectionFile, SelectionResult } from './queries.ts';
export type { GalleryRoom, RoomKind } from './room.ts';
export { presentSelection, selectionsIn } from './selections.ts';
export { Standings, type Standing } from './standing.ts';
export { takeSeat, takeStudioSeat, type Asker, type SeatTaken } from './take-seat.ts';
export type { Sitter, Viewer } from './viewer.ts';
export { hideLooking } from './hide-looking.ts';
export { roomsHeardBy } from './hears.ts';
