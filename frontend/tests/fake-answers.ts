import type { Command } from '../src/features/commands/command';
import type { Part } from '../src/features/commands/part';
import { CATALOG, makeCommand, USER, VEHICLES } from './samples';

export interface Answer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

/** What the backend answers to each request, from what it holds. */
export class FakeAnswers {
  commands: Command[] = [];
  /** By the id of the command. */
  parts = new Map<string, Required<Part>[]>();
  posted: Record<string, unknown>[] = [];
  /** The same, as the bytes came. */
  bodies: string[] = [];
  /** Each `after` that parts were asked for. */
  askedAfter: number[] = [];
  /** Without one no token is asked for, as with AUTHENTICATION=off. */
  token: string | null = null;
  /** Seconds until another attempt to log in is heard. */
  loginsPausedFor = 0;
  /** Without it commands are stored, but no event tells of them, as when Redis is down. */
  announces = true;
  /** Commands are stored, but the connection ends before the answer. */
  losesAnswers = false;
  /** How often the list was asked for, and how many milliseconds each answer takes. */
  lists = 0;
  delay = 0;
  private held: Promise<void> = Promise.resolve();

  /** Keeps the answers to POST back until the returned function is called. */
  holdAnswers(): () => void {
    let release = (): void => undefined;
    this.held = new Promise((resolve) => { release = resolve; });
    return release;
  }

  reset(): void {
    this.commands = [];
    this.parts.clear();
    this.posted = [];
    this.bodies = [];
    this.askedAfter = [];
    this.token = null;
    this.loginsPausedFor = 0;
    this.losesAnswers = false;
    this.lists = 0;
    this.delay = 0;
    this.held = Promise.resolve();
    this.announces = true;
  }

  protected admits(token: string | undefined): boolean {
    return this.token === null || token === this.token;
  }

  protected async answer(method: string, url: URL, token: string | undefined, body: string): Promise<Answer | 'none'> {
    const path = url.pathname.replace('/api/v1', '');
    if (path === '/login') {
      return this.login(JSON.parse(body) as Partial<typeof USER>);
    }
    if (!this.admits(token)) {
      return { status: 401, body: { detail: 'a bearer token is needed' }, headers: { 'WWW-Authenticate': 'Bearer' } };
    }
    if (path === '/vehicles' || path === '/catalog') {
      return { status: 200, body: path === '/catalog' ? CATALOG : { items: VEHICLES } };
    }
    if (path === '/commands') {
      return method === 'POST' ? this.create(body) : this.list(url.searchParams);
    }
    const [, id = '', rest] = /^\/commands\/([^/]+)(\/parts)?$/.exec(path) ?? [];
    const command = this.commands.find((each) => each.id === id);
    if (command === undefined) {
      return { status: 404, body: { detail: `there is no command ${id}` } };
    }
    return { status: 200, body: rest === undefined ? command : this.partsOf(id, Number(url.searchParams.get('after'))) };
  }

  private login({ username, password }: Partial<typeof USER>): Answer {
    if (this.loginsPausedFor > 0) {
      const headers = { 'Retry-After': String(this.loginsPausedFor) };
      return { status: 429, body: { detail: 'too many attempts to log in' }, headers };
    }
    if (username !== USER.username || password !== USER.password) {
      return { status: 401, body: { detail: 'the user name or the password is wrong' } };
    }
    return { status: 200, body: { access_token: this.token ?? 'a.b.c', token_type: 'bearer', expires_in: 3600 } };
  }

  private partsOf(id: string, after: number): { items: Part[] } {
    this.askedAfter.push(after);
    return { items: (this.parts.get(id) ?? []).filter(({ sequence }) => sequence > after) };
  }

  private async list(query: URLSearchParams): Promise<Answer> {
    const limit = Number(query.get('limit') ?? 50);
    // The page's first question is for the status alone.
    this.lists += limit > 1 ? 1 : 0;
    const start = this.commands.findIndex(({ id }) => id === query.get('before')) + 1;
    const items = this.commands.slice(start, start + limit);
    const hasMore = start + limit < this.commands.length;
    await new Promise((resolve) => setTimeout(resolve, this.delay));
    return { status: 200, body: { items, next: hasMore ? items.at(-1)?.id : null } };
  }

  private async create(body: string): Promise<Answer | 'none'> {
    const request = JSON.parse(body) as Partial<Command>;
    this.posted.push({ ...request });
    this.bodies.push(body);
    await this.held;
    const stored = this.commands.find(({ request_id }) => request_id !== null && request_id === request.request_id);
    const command = stored ?? makeCommand(request);
    if (stored === undefined) {
      this.commands.unshift(command);
    }
    return this.losesAnswers ? 'none' : { status: stored === undefined ? 201 : 200, body: command };
  }
}
