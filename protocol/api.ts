// The REST API in zod schemas: every JSON body of a request and every JSON answer, once. The server parses bodies with
// them and types its answers by them. Client code imports the types only (`import type`), which keeps zod out of a
// page.
//
//     import type { AccessInfo, NewGuest } from '../../protocol/api.ts';
//
// Times are texts in ISO 8601, UTC, such as `2026-11-26T09:30:00.000Z`. Durations are whole seconds.

import { z } from 'zod';
import { isDocumentName, isPattern } from './document-name.ts';
import { type AccessInfo as WireAccessInfo, subprotocol } from './messages.ts';
import { longestPersonName, roles, type User as WireUser } from './roles.ts';
import { longestTitle } from './title.ts';

const time = z.iso.datetime({ precision: 3 });
const color = z.string().regex(/^#[0-9a-f]{6}$/i, 'must be a colour such as #0b7a75');
const role = z.enum(roles);

/** A role that a share link can give. */
const linkRole = role.exclude(['admin']);

/** 1 to `longest` seconds. */
const duration = (longest: number) => z.number().int().min(1).max(longest);

// ── People and permissions ───────────────────────────────────────────────────────────────────────

/** A document's name, as document-name.ts defines it. */
export const documentName = z
  .string()
  .refine(isDocumentName, 'must be 1 to 200 characters of A-Z a-z 0-9 . _ - /, without empty, . or .. segments');

/** Roles by patterns for document names, such as `{"team/*": "write", "plan": "read"}`; at most 1,000 patterns. */
export const rolesByPattern = z
  .record(z.string().refine(isPattern), role)
  .refine((patterns) => Object.keys(patterns).length <= 1000, 'must name at most 1000 patterns');

/**
 * A person, as a token describes them. Pages show a name as it is, so it holds no invisible characters and no line
 * breaks.
 */
export const person = z.object({
  /** The user's id: 1 to 200 characters. */
  sub: z.string().min(1).max(200),
  /** 1 to 40 characters, after spaces around them are cut off. */
  name: z
    .string()
    .trim()
    .min(1)
    .max(longestPersonName)
    .regex(/^[^\p{C}\p{Zl}\p{Zp}]*$/u, 'must be one line of visible text')
    .optional(),
  /** CSS hex, such as `#0b7a75`. */
  color: color.optional(),
});

/** A person, as the server shows them to others. */
export const user = z.object({
  id: z.string(),
  name: z.string(),
  /** CSS hex, such as `#0b7a75`; null leaves the colour to the person. */
  color: z.string().nullable(),
  /** Whether the person came by a share link and chose the name. */
  guest: z.boolean(),
}) satisfies z.ZodType<WireUser>;

// ── /api/documents ───────────────────────────────────────────────────────────────────────────────

/** A title of one line. */
export const documentTitle = z
  .string()
  .max(longestTitle)
  .regex(/^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]*$/u, 'must be one line of text');

/** The forms of a document's content, as `protocol/format` writes and reads them. */
export const contentFormat = z.enum(['markdown', 'html', 'json', 'text']);

/** GET /api/documents/<name>/content, query. */
export const contentQuery = z.object({ format: contentFormat.default('markdown') });

/**
 * POST /api/documents, body. Without a name the server makes one that nobody can guess. Without a title it is the first
 * heading, if that is of the first level and stands before all words, or the title in JSON.
 */
export const newDocument = z.object({
  name: documentName.optional(),
  title: documentTitle.optional(),
  content: z.string().optional(),
  format: contentFormat.default('markdown'),
});

/** POST /api/documents/<name>/duplicate, body. Without a title the copy has that of the document. */
export const newCopy = z.strictObject({ title: documentTitle.optional() });

/** PATCH /api/documents/<name>, body. */
export const documentChange = z.strictObject({ title: documentTitle });

/** POST /api/documents and POST …/duplicate, answer with status 201. */
export const createdDocument = z.object({ name: documentName });

/** POST /api/documents/<name>/files, answer with status 201. */
export const uploadedFile = z.object({
  /** How a block of the document names the file. */
  src: z.string(),
  /** The media type, found from the bytes. */
  type: z.string(),
  /** In bytes. */
  size: z.number(),
  /** In pixels, as the image is shown; null for what is no image. */
  width: z.number().nullable(),
  height: z.number().nullable(),
});

/** GET /api/documents/<name>, answer. */
export const documentSummary = z.object({
  name: documentName,
  /** The text of the `title` root; empty when there is none. */
  title: z.string(),
  createdAt: time,
  updatedAt: time,
  /** The role of the client that asks. */
  role,
});

/** A text in parts, with what was found marked. */
const markedText = z.array(z.object({ text: z.string(), found: z.boolean() }));

/**
 * GET /api/documents, query: at most `limit` documents whose names begin with `prefix`, from the place of `cursor` on.
 * With `q`, those whose title and text have all words of it. The lengths are limits of the server.
 */
export const documentQuery = (defaultLength: number, longest: number, longestSearch: number) => {
  const length = `must be a whole number from 1 to ${longest}`;
  return z.object({
    limit: z
      .string()
      .regex(/^[1-9]\d{0,8}$/, length)
      .transform(Number)
      .refine((limit) => limit <= longest, length)
      .default(defaultLength),
    cursor: z.string().optional(),
    prefix: z
      .string()
      .refine((prefix) => isPattern(`${prefix}*`), 'must be the beginning of the name of a document')
      .default(''),
    q: z.string().max(longestSearch).optional(),
    sort: z.enum(['updated', 'created', 'title']).default('updated'),
  });
};

/** GET /api/documents, answer: in the order of `sort`; with `q`, first the documents with all of it in the title. */
export const documentList = z.object({
  documents: z.array(
    documentSummary.extend({
      /** With `q`: the title and an excerpt of the text, with the words that were found. */
      match: z.object({ title: markedText, text: markedText }).optional(),
    }),
  ),
  /** The `cursor` of the next page; null after the last document. */
  nextCursor: z.string().nullable(),
});

/** GET /api/documents/<name>/access, answer. Notice and Welcome have the same fields. */
export const accessInfo = z.object({
  role,
  /** Null with AUTH=open, and for the bearer of ADMIN_KEY: the server does not know who that is. */
  user: user.nullable(),
  /** The seconds until the token expires; null for never. */
  expiresIn: z.number().int().min(0).nullable(),
}) satisfies z.ZodType<WireAccessInfo>;

/** GET /api/documents/<name>/authors, answer: which user first brought work of each Yjs client. */
export const authorList = z.object({
  authors: z.array(
    z.object({
      /** The Yjs client's id. */
      clientID: z.number().int().min(0),
      /** The user's id. */
      user: z.string(),
      /** The user's name at that time. */
      name: z.string(),
    }),
  ),
});

/** GET /api/presence, answer: the documents that somebody has open. */
export const presence = z.object({
  documents: z.array(
    z.object({
      name: documentName,
      people: z.array(
        z.object({
          /** As the person's page said it; make it safe before you show it. */
          name: z.string(),
          color: color.nullable(),
          /** Whether all pages of the person are hidden, or nobody has touched them for a minute. */
          away: z.boolean(),
        }),
      ),
      /** The number of further people. */
      more: z.number().int().min(0),
    }),
  ),
});

// ── /api/documents/<name>/links ──────────────────────────────────────────────────────────────────

/** POST …/links, body. `longestLife` is a limit of the server, in seconds; null stands for no end. */
export const newLink = (longestLife: number) =>
  z.object({ role: linkRole, expiresIn: duration(longestLife).nullable().default(null) }).strict();

/** PATCH …/links/<id>, body: the fields to change. `expiresIn` counts from now; null stands for no end. */
export const linkChange = (longestLife: number) =>
  z
    .object({ role: linkRole, expiresIn: duration(longestLife).nullable() })
    .partial()
    .strict();

/** POST …/links and PATCH …/links/<id>, answer. */
export const shareLink = z.object({
  id: z.string(),
  role,
  /** The key in the address `/d/<name>#link=<secret>`. */
  secret: z.string(),
  /** The name of the person who made the link; null when the server does not know it. */
  createdBy: z.string().nullable(),
  createdAt: time,
  /** Null for no end. */
  expiresAt: time.nullable(),
});

/** GET …/links, answer: the links to the document, the oldest first, also those that have expired. */
export const linkList = z.object({ links: z.array(shareLink) });

// ── /api/tokens and /api/revocations ─────────────────────────────────────────────────────────────

/** POST /api/tokens without an Authorization header, body: a share link's secret, in exchange for a guest's token. */
export const newGuest = person
  .omit({ sub: true })
  .extend({
    /** The secret of the link. */
    link: z.string(),
    /** A token that the guest had before: the new token is for the same guest. */
    renews: z.string().optional(),
  })
  .strict();

/** POST /api/tokens without an Authorization header, answer with status 201. */
export const guestToken = z.object({
  token: z.string(),
  /** The one document that the link leads to. */
  document: documentName,
  role,
  /** The seconds until the token expires. */
  expiresIn: z.number().int().min(1),
});

/** POST /api/tokens with ADMIN_KEY, body. The lives are limits of the server, in seconds. */
export const newToken = (defaultLife: number, longestLife: number) =>
  person.extend({ documents: rolesByPattern, expiresIn: duration(longestLife).default(defaultLife) }).strict();

/** POST /api/tokens with ADMIN_KEY, answer with status 201. */
export const mintedToken = z.object({
  token: z.string(),
  /** The `jti` claim, by which the token can be revoked. */
  id: z.string(),
  /** The seconds until the token expires. */
  expiresIn: z.number().int().min(1),
});

const revocable = z.string().min(1).max(200);

/**
 * POST /api/revocations with ADMIN_KEY, body: one token by its `jti`; or every token that the user has so far,
 * everywhere or in one document.
 */
export const revocation = z.union([
  z.object({ token: revocable }).strict(),
  z.object({ user: revocable, document: z.string().refine(isDocumentName).optional() }).strict(),
]);

// ── All addresses ────────────────────────────────────────────────────────────────────────────────

/** The answer to a request that failed: problem details (RFC 9457), as `application/problem+json`. */
export const problem = z.object({
  /** The kind of the problem, in a few words. */
  title: z.string().min(1),
  /** The HTTP status of the answer. */
  status: z.number().int().min(400).max(599),
  /** Sentences for a person: what happened, and what to do. */
  detail: z.string().min(1),
  /** The code with which a WebSocket would be closed, in an answer to a session over plain HTTP … */
  code: z.number().int().optional(),
  /** … and the reason, when the server closed the session. */
  reason: z.string().optional(),
});

/** POST /collab/<document>, the answer: the id of the session, and the protocol that it speaks. */
export const openedSession = z.object({ session: z.string().min(1), protocol: z.literal(subprotocol).nullable() });

/** GET /healthz, the text of the answer: the process lives. */
export const healthy = z.literal('ok\n');

/** GET /collab/~doctor, answer: what the server sees of a request that came through proxies. */
export const doctorFacts = z.object({
  /** The id of the process that answers, made anew at each start. */
  server: z.string(),
  /** The server's time of day. */
  time,
  /** Whether the server itself ended the TLS of this request. */
  secure: z.boolean(),
  /** The value of TRUST_PROXY. */
  trusted: z.number().int(),
  /** The addresses in X-Forwarded-For that stand after the one that the doctor sent, or all, where that is gone. */
  added: z.number().int(),
  /** The address in X-Forwarded-For that limits count this request for; null where no such address counts. */
  address: z.string().nullable(),
  /** Whether the doctor can ask for nothing that takes time at present, from this address. */
  busy: z.boolean(),
});

/** POST /collab/~doctor, answer: the bytes that arrived. */
export const doctorReceipt = z.object({ bytes: z.number().int() });

/** GET /readyz, the text of the answer: the server can serve. Otherwise the answer is a problem with status 503. */
export const ready = z.literal('ready\n');

// ── Types: a body as a client sends it, an answer as a client gets it ────────────────────────────

export type NewDocument = z.input<typeof newDocument>;
export type NewCopy = z.input<typeof newCopy>;
export type DocumentChange = z.input<typeof documentChange>;
export type DocumentQuery = z.input<ReturnType<typeof documentQuery>>;
export type CreatedDocument = z.infer<typeof createdDocument>;
export type UploadedFile = z.infer<typeof uploadedFile>;
export type DocumentSummary = z.infer<typeof documentSummary>;
export type DocumentList = z.infer<typeof documentList>;
export type DoctorFacts = z.infer<typeof doctorFacts>;
export type DoctorReceipt = z.infer<typeof doctorReceipt>;
export type Presence = z.infer<typeof presence>;
export type AccessInfo = z.infer<typeof accessInfo>;
export type AuthorList = z.infer<typeof authorList>;
export type NewLink = z.input<ReturnType<typeof newLink>>;
export type LinkChange = z.input<ReturnType<typeof linkChange>>;
export type ShareLink = z.infer<typeof shareLink>;
export type LinkList = z.infer<typeof linkList>;
export type NewGuest = z.input<typeof newGuest>;
export type GuestToken = z.infer<typeof guestToken>;
export type NewToken = z.input<ReturnType<typeof newToken>>;
export type MintedToken = z.infer<typeof mintedToken>;
export type Revocation = z.infer<typeof revocation>;
export type OpenedSession = z.infer<typeof openedSession>;
export type Problem = z.infer<typeof problem>;
