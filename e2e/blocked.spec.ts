// Where a network breaks WebSockets, people write over plain HTTP, and everything else is as everywhere.
import { bring, canWrite, share, tokenMode, tokenOf, withdraw } from './access.ts';
import { type Block, converged, expect, type Person, type Server, test } from './kit/index.ts';
import { allOfIt, inMidTyping } from './mid-typing.ts';
import { mixed } from './mixed.ts';
import { isConnected, listen, status } from './status.ts';

test.use({ serverEnv: tokenMode });

/** The fragment of an address that signs a person in. */
const accountOf = async (server: Server, { name }: Person) => `#token=${await tokenOf(server, { sub: name, name })}`;

/** Goes to the document with a key, and waits until one can write. */
async function arrive(person: Person, path: string): Promise<void> {
  await person.visit(path);
  await canWrite(person);
}

/** A refused upgrade is the same in every browser. Polls and streams, and connections that are cut, are not. */
const stories = [
  ['upgrade', mixed],
  ['everything but GET and POST', mixed],
  ['streaming', {}],
  ['idle', {}],
] as const satisfies [Block, object][];

for (const [block, browsers] of stories) {
  const title = `[FALLBACK1] [FALLBACK3] [FALLBACK4] two people write, one of them where this is blocked: ${block}`;
  test(title, browsers, async ({ server, people, network }) => {
    const [ada, ben] = await people(2);
    const link = await share(server, 'plan', 'write');
    await network.block(ada, block);
    await Promise.all([arrive(ada, link.path), arrive(ben, `/d/plan${await accountOf(server, ben)}`)]);
    await isConnected(ada, 'HTTP');
    await expect(status(ada)).toHaveText('Saved');
    await isConnected(ben, 'a WebSocket');

    await withdraw(server, 'plan', link);
    await expect(ada.page.getByTestId('frozen').getByRole('alert')).toContainText('is no longer valid.');
    await bring(ada, await accountOf(server, ada));
    await canWrite(ada);

    const done = await inMidTyping(ada, ben);
    await server.kill9();
    await server.start();
    await done();
    expect(await converged([ada, ben])).toEqual(allOfIt);
    await ben.seesCursorOf(ada, { after: 'each in its place.' });
    await ada.seesCursorOf(ben, { after: 'has written them.' });

    // As after an hour without a network, the server does not know the session any more.
    await network.cut(ada);
    await Promise.all([ada.type(' Bread.'), ben.type(' Wine.')]);
    await server.restart();
    await network.block(ada, block);
    await Promise.all([ben.reads('Bread.'), ada.reads('Wine.')]);
    await isConnected(ada, 'HTTP');

    await expect(status(ada)).toHaveAttribute('aria-busy', 'false');
    const told = await listen(ada);
    const writing = ada.type(' The network is another one now, which is nothing that anybody notices.');
    await ben.reads(' The network');
    await network.restore(ada);
    await isConnected(ada, 'a WebSocket');
    await writing;
    expect((await converged([ada, ben]))[0]).toMatch(/Bread\. The network .* that anybody notices\.$/);
    expect((await told()).join()).not.toMatch(/offline|onnecting/i);
  });
}

const hanging = '[FALLBACK1] where WebSockets hang, the words are there before a page gives its first one up';
test(hanging, mixed, async ({ server, people, network }) => {
  const [ada, ben, cleo] = await people(3);
  await share(server, 'plan', 'write');
  await arrive(ada, `/d/plan${await accountOf(server, ada)}`);
  await ada.type('Bread.');
  await network.block(ben, 'answers to upgrades');
  await network.block(cleo, 'frames');
  const comes = async (person: Person) => {
    await person.visit(`/d/plan${await accountOf(server, person)}`);
    await person.sees('p: Bread.');
    expect(person.line.hung).toBe(1);
    await isConnected(person, 'HTTP');
  };
  await Promise.all([comes(ben), comes(cleo)]);
});
