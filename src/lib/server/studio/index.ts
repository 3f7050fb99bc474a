/** The studio itself: who owns it, who works in it, and how they come in. */
export { offerLanguage } from './first-language.ts';
export { offerZone } from './first-zone.ts';
export { createOwnToken, createToken, revokeToken } from './create-token.ts';
export { AddMember, SetPassword, SetUp, SignIn, TokenName } from './credentials.ts';
export { addMember, listMembers, listTokens, removeMember, setPassword } from './people.ts';
export { prepareStudio } from './prepare.ts';
export { readStudio, renameStudio, RenameStudio } from './rename-studio.ts';
export { requireSetUp, setUpStudio } from './set-up.ts';
export { safePath, signIn } from './sign-in.ts';
export { signOut } from './sign-out.ts';
export { ensureStudio, namedStudio, type Studio } from './studio.ts';
