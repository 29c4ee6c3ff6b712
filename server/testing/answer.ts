// The JSON answers of the REST API as tests read them: each test knows which fields its answer has.

import type * as api from '../../protocol/api.ts';

export type Answer = api.DocumentList &
  api.ShareLink &
  api.LinkList &
  api.AccessInfo &
  api.GuestToken &
  api.MintedToken &
  api.CreatedDocument &
  api.Problem;
