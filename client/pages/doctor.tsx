// The page of the doctor: examines what stands between this browser and the server, as soon as it opens. Each check is
// a line from the beginning, so that nothing moves while the verdicts come; only the lines that mend a fault make room.

import { useEffect, useState } from 'react';

import { examine, type Platform } from '../doctor/examine.ts';
import { isOnlyHere } from '../doctor/only-here.ts';
import { proxies, type Proxy, proxyNames, remedyFor } from '../doctor/remedies.ts';
import { type Check, checks, isFault, isFine, type Verdict } from '../doctor/verdicts.ts';
import { texts } from '../texts/doctor-texts.ts';
import { Logo } from '../ui/logo.tsx';
import { homePath, server } from './server.ts';
import './doctor.css';

/** How long a WebSocket stays silent, in seconds: the longest of all checks. */
const idleSeconds = 90;

/** This browser, which sends cookies and names the origin by itself. */
const browser: Platform = {
  request: (url, init) => fetch(url, init),
  openSocket: (url, protocols) => new WebSocket(url, protocols),
  async examineTls(url) {
    if (url.protocol === 'https:') return { type: 'tlsSeen' };
    return { type: isOnlyHere(url) ? 'onlyHere' : 'noTls' };
  },
};

interface Examination {
  readonly verdicts: ReadonlyMap<Check, Verdict>;
  readonly proxy: Proxy | null;
  readonly isDone: boolean;
}

const nothing: Examination = { verdicts: new Map(), proxy: null, isDone: false };

/** One examination, from the first time that the page shows. */
function useExamination(): Examination {
  const [examination, setExamination] = useState(nothing);
  useEffect(() => {
    let isShown = true;
    const change = (next: (before: Examination) => Partial<Examination>) =>
      isShown && setExamination((before) => ({ ...before, ...next(before) }));
    void examine(new URL(`${server}/`), browser, {
      idle: idleSeconds * 1000,
      tell: (check, verdict) => change(({ verdicts }) => ({ verdicts: new Map(verdicts).set(check, verdict) })),
      tellProxy: (proxy) => change(() => ({ proxy })),
    }).finally(() => change(() => ({ isDone: true })));
    return () => {
      isShown = false;
    };
  }, []);
  return examination;
}

export default function DoctorPage() {
  const { verdicts, proxy, isDone } = useExamination();
  const left = useSecondsLeft(isDone);
  useEffect(() => {
    document.title = `${texts.doctor.title} – Quire`;
  }, []);
  const faults = [...verdicts.values()].filter(isFault).length;
  return (
    <div className="doctor">
      <header>
        <a className="doctor-home" href={homePath} aria-label={texts.doctor.home}>
          <Logo />
        </a>
      </header>
      <main>
        <h1>{texts.doctor.title}</h1>
        <p className="doctor-lead">{texts.doctor.lead}</p>
        <p className="doctor-summary" role="status" data-testid="summary">
          {isDone && (faults === 0 ? texts.doctor.well : texts.doctor.unwell(faults))}
          {!isDone && <span aria-hidden>{texts.doctor.running(left)}</span>}
        </p>
        <ul className="doctor-checks">
          {checks.map((check) => (
            <CheckRow key={check} check={check} verdict={verdicts.get(check) ?? null} proxy={proxy} />
          ))}
        </ul>
        {isDone && (
          <button type="button" className="button" onClick={() => window.location.reload()}>
            {texts.doctor.again}
          </button>
        )}
      </main>
    </div>
  );
}

/** The seconds that the examination takes at least, counted down. */
function useSecondsLeft(isDone: boolean): number {
  const [left, setLeft] = useState(idleSeconds);
  useEffect(() => {
    if (isDone) return;
    const timer = setInterval(() => setLeft((before) => Math.max(1, before - 1)), 1000);
    return () => clearInterval(timer);
  }, [isDone]);
  return left;
}

/** How a line looks: one that waits is pale, one with a fault is marked. */
function stateOf(verdict: Verdict | null): 'waiting' | 'fine' | 'fault' | 'untried' {
  if (verdict === null) return 'waiting';
  if (isFine(verdict)) return 'fine';
  return isFault(verdict) ? 'fault' : 'untried';
}

function CheckRow({ check, verdict, proxy }: { check: Check; verdict: Verdict | null; proxy: Proxy | null }) {
  const { doctor } = texts;
  const state = stateOf(verdict);
  const say = verdict && (doctor.verdicts[verdict.type] as (of: Verdict) => string);
  return (
    <li data-state={state} data-check={check}>
      <span className="doctor-dot" aria-hidden />
      <h2>{doctor.checks[check]}</h2>
      <p>
        {state === 'fault' && <span className="visually-hidden">{doctor.fault}: </span>}
        {verdict ? say!(verdict) : doctor.waiting}
      </p>
      {verdict && state === 'fault' && <Mending verdict={verdict} proxy={proxy} />}
    </li>
  );
}

/** The lines that mend a fault: for the server and for the proxy that answers name, and the other proxies on demand. */
function Mending({ verdict, proxy }: { verdict: Verdict; proxy: Proxy | null }) {
  const { doctor } = texts;
  const remedy = remedyFor(verdict);
  const known = proxies.filter((name) => remedy[name] !== undefined);
  if (known.length === 0 && remedy.quire === undefined) return null;
  const lines = (name: Proxy) => (
    <Lines key={name} title={doctor.mendIn(proxyNames[name])}>
      {remedy[name]!}
    </Lines>
  );
  return (
    <div className="doctor-mending">
      {remedy.quire && <Lines title={doctor.mendHere}>{remedy.quire}</Lines>}
      {known.filter((name) => name === proxy).map(lines)}
      {known.length > 0 && (
        <details>
          <summary>{proxy === null ? doctor.mend : doctor.others}</summary>
          {known.filter((name) => name !== proxy).map(lines)}
        </details>
      )}
    </div>
  );
}

function Lines({ title, children }: { title: string; children: readonly string[] }) {
  return (
    <>
      <h3>{title}</h3>
      <pre>{children.join('\n')}</pre>
    </>
  );
}
