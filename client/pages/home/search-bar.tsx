// The search field, and the order of the list beside it.

import { Search, X } from 'lucide-react';
import { type KeyboardEvent, useRef } from 'react';

import { type SortOrder, sortOrders } from '../../device/arrangement.ts';
import { texts } from '../../texts/home-texts.ts';
import { Select } from '../../ui/select.tsx';

/** The server takes no longer searches. */
const longestSearch = 200;

export interface SearchBarProps {
  readonly typed: string;
  readonly onType: (typed: string) => void;
  /** The person goes on to the first document. */
  readonly onDown: () => void;
  readonly sort: SortOrder;
  readonly onSort: (sort: SortOrder) => void;
}

export function SearchBar({ typed, onType, onDown, sort, onSort }: SearchBarProps) {
  const { home } = texts;
  const input = useRef<HTMLInputElement>(null);
  const labels = { updated: home.sortUpdated, created: home.sortCreated, title: home.sortTitle };
  const clear = () => {
    onType('');
    input.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape' && typed !== '') onType('');
    else if (event.key === 'ArrowDown') onDown();
    else return;
    event.preventDefault();
  };
  return (
    <search className="home-search">
      <span className="search-field">
        <Search aria-hidden size={16} strokeWidth={1.9} />
        <input
          ref={input}
          className="field"
          type="text"
          inputMode="search"
          enterKeyHint="search"
          aria-label={home.search}
          placeholder={home.searchHint}
          maxLength={longestSearch}
          autoComplete="off"
          spellCheck={false}
          value={typed}
          onChange={({ currentTarget }) => onType(currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        {typed !== '' && (
          <button type="button" className="row-button" aria-label={home.clearSearch} onClick={clear}>
            <X aria-hidden size={15} strokeWidth={2} />
          </button>
        )}
      </span>
      {typed === '' && (
        <Select
          label={home.sortBy}
          value={sort}
          onChange={(value) => onSort(sortOrders.find((order) => order === value)!)}
        >
          {sortOrders.map((order) => (
            <option key={order} value={order}>
              {labels[order]}
            </option>
          ))}
        </Select>
      )}
    </search>
  );
}
