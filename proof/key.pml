/*
 * The life of an idempotency key, as a model for Spin. README.md beside this file says what it proves and assumes.
 *
 * Two keys ask for the same asset of one account, which is the worst case: a row in the history does not say whose it
 * is. REPLICAS processes share one Redis; each takes calls, may crash at any step, and is started again. Getty Images
 * may commit a request at any time until its settling time is over, may never commit it, may lose the response before
 * or after the commit, and shows the row at any time until the settling time is over. Redis may fail over once and lose
 * its last write, or restart empty. Somebody may download the asset elsewhere.
 *
 * Compiled with -DNO_NAME one guard is gone: a mutant, in which `check.mjs` expects Spin to find an error.
 */

#ifndef REPLICAS
#define REPLICAS 3
#endif
#ifndef CALLS        /* how often a client sends the same key, vanished or not */
#define CALLS 2
#endif
#ifndef CALLS_OF_OTHER
#define CALLS_OF_OTHER CALLS
#endif
#ifndef SENDINGS     /* more than any correct run needs, so that a mutant has room to send twice */
#define SENDINGS 4
#endif
#ifndef CRASHES
#define CRASHES 1
#endif
#ifndef FAILOVERS
#define FAILOVERS 1
#endif
#ifndef FOREIGN      /* downloads of the asset that this service did not make */
#define FOREIGN 1
#endif
#define KEYS 2
#define NOBODY 255

/* Guards, each of which can be removed. */
#ifdef NO_FENCE
#define FENCE(x) true
#else
#define FENCE(x) (x)
#endif
#ifdef NO_LEASE
#define BUSY(x) false
#else
#define BUSY(x) (x)
#endif
#ifdef NO_SETTLING
#define SETTLING_OVER(x) true
#else
#define SETTLING_OVER(x) (x)
#endif
#ifdef NO_CERTAINTY
#define CERTAIN(x) true
#else
#define CERTAIN(x) (x)
#endif
#ifdef NO_ASSET_LOCK
#define UNLOCKED(x) true
#else
#define UNLOCKED(x) (x)
#endif
#ifdef NO_EPOCH
#define EPOCH_CHANGED(x) false
#else
#define EPOCH_CHANGED(x) (x)
#endif
#ifdef NO_EPOCH_IN_CLAIM
#define SAME_EPOCH(x) true
#else
#define SAME_EPOCH(x) (x)
#endif
#ifdef NO_OPEN_KEYS
#define COUNT_OPEN(x) inFlight
#else
#define COUNT_OPEN(x) (x)
#endif
#ifdef NO_SECOND_LEDGER_READ
#define LEDGER_AFTER_HISTORY 0
#else
#define LEDGER_AFTER_HISTORY 1
#endif

mtype:key = { none, planned, sent, unknown, settled, lost, undecidable };
mtype:entry = { absent, e_sent, e_unknown, e_settled, e_lost, e_undecided, e_dropped };
mtype:world = { unused, marked, flying, committed, shown, dead };

/* Redis: what a failover can set back. One record a key, one ledger entry a sending. */
typedef Store {
  mtype:key state[KEYS];
  byte fence[KEYS];          /* whose claim is the last one. A number that only rises in the service; here a replica has one claim at a time */
  byte sending[KEYS];        /* the sending of the record, or NOBODY */
  byte epoch[KEYS];          /* epoch in which the key was claimed */
  mtype:entry entry[SENDINGS];
}
Store redis;                 /* as it is */
Store replicated;            /* as the replica has it: one write behind, unless WAIT was answered */
bool held[KEYS];             /* the lease runs; leases are times, so they are the same after a failover */
byte epoch = 0;
byte locked = NOBODY;        /* the asset's lock */

/* Getty Images, and what no process can see. */
mtype:world world[SENDINGS];
byte keyOf[SENDINGS];
byte sendings = 0;
byte foreignRows = 0;
byte charges[KEYS];
bool delivered[KEYS];        /* a client has the link */
byte calls[KEYS];
byte crashes = 0;
byte failovers = 0;
byte atWork = REPLICAS;

inline copyStore(to, from) {
  to.state[0] = from.state[0]; to.state[1] = from.state[1];
  to.fence[0] = from.fence[0]; to.fence[1] = from.fence[1];
  to.sending[0] = from.sending[0]; to.sending[1] = from.sending[1];
  to.epoch[0] = from.epoch[0]; to.epoch[1] = from.epoch[1];
  i = 0;
  do :: i < SENDINGS -> to.entry[i] = from.entry[i]; i++ :: else -> break od;
  i = 0
}

/* Every write: what was there before is what the replica has. */
inline beforeWrite() { copyStore(replicated, redis) }
/* WAIT was answered: the replica has the write. */
inline acknowledged() { copyStore(replicated, redis) }

/* The settling time of a sending is over only when nothing can change at Getty Images any more. */
#define SETTLED(s) (world[s] == shown || world[s] == dead)
/* Of a record from before the last change of the epoch it is the settling time since that change. */
#define IS_OVER ((!isStale && redis.sending[k] != NOBODY && wasSettled[redis.sending[k]]) || wereAllSettled)

/* The clocks are read before the history: what happens meanwhile may be missing in it. */
inline readSettled() {
  i = 0;
  do :: i < SENDINGS -> wasSettled[i] = SETTLED(i); i++ :: else -> break od; i = 0;
  wereAllSettled = (SETTLED(0) || sendings <= 0) && (SETTLED(1) || sendings <= 1) && (SETTLED(2) || sendings <= 2) && (SETTLED(3) || sendings <= 3)
}

/* Rows that the history shows for the asset. */
inline readHistory(out) {
  out = foreignRows; i = 0;
  do
  :: i < SENDINGS -> if :: world[i] == shown -> out++ :: else fi; i++
  :: else -> break
  od; i = 0
}

/*
 * What the ledger says of the other key's sendings: which own a row, which are open and may own one, and which own one
 * that is certainly shown.
 */
inline readLedger(k) {
  owned = 0; open = 0; inFlight = 0; surelyShown = 0; i = 0;
  do
  :: i < SENDINGS ->
     if
     :: redis.entry[i] != absent && keyOf[i] != k ->
        if
        :: redis.entry[i] == e_settled -> owned++; if :: wasSettled[i] -> surelyShown++ :: else fi
        :: redis.entry[i] == e_lost -> owned++; surelyShown++
        :: redis.entry[i] == e_undecided -> owned++
        :: redis.entry[i] == e_sent && held[keyOf[i]] -> open++; inFlight++
        :: redis.entry[i] == e_unknown || (redis.entry[i] == e_sent && !held[keyOf[i]]) -> open++
        :: else
        fi
     :: else
     fi; i++
  :: else -> break
  od; i = 0
}

inline dropOlder(k) {
  i = 0;
  do
  :: i < SENDINGS ->
     if
     :: keyOf[i] == k && (redis.entry[i] == e_sent || redis.entry[i] == e_unknown) -> redis.entry[i] = e_dropped
     :: else
     fi; i++
  :: else -> break
  od; i = 0
}

proctype Replica(byte me) {
  byte k; byte s; byte i = 0;
  byte rows; byte owned; byte open; byte inFlight; byte surelyShown;
  bool mustCount; bool wereAllSettled;
  byte myEpoch;                /* in which the claim was made */
  bool isStale;                /* the record is from before the last change of the epoch: a later sending may be forgotten */
  bool wasSettled[SENDINGS];   /* whose settling time was over before the history was read */

idle:
  atomic {
    s = NOBODY; k = 0; rows = 0; owned = 0; open = 0; inFlight = 0; surelyShown = 0; mustCount = false; wereAllSettled = false; myEpoch = 0; isStale = false;
    wasSettled[0] = false; wasSettled[1] = false; wasSettled[2] = false; wasSettled[3] = false;
    if
    :: calls[0] < CALLS -> calls[0]++; k = 0
    :: calls[1] < CALLS_OF_OTHER -> calls[1]++; k = 1
    :: calls[0] == CALLS && calls[1] == CALLS_OF_OTHER -> atWork--; goto end
    fi
  }

claim:
  atomic {
    if
    :: redis.state[k] == settled -> delivered[k] = true; goto idle        /* a replay */
    :: redis.state[k] == lost || redis.state[k] == undecidable -> goto idle
    :: redis.state[k] != settled && redis.state[k] != lost && redis.state[k] != undecidable && BUSY(held[k]) ->
       goto idle                                                            /* told to ask again */
    :: else ->
       beforeWrite();
       /* What was sent under this key may be in the write that Redis forgot. */
       isStale = EPOCH_CHANGED((redis.state[k] == none && epoch > 0) || (redis.state[k] != none && redis.epoch[k] < epoch));
       mustCount = isStale;
       myEpoch = epoch;
       if
       :: redis.state[k] == none || redis.state[k] == planned -> redis.state[k] = planned
       :: else ->
          redis.state[k] = unknown;
          if :: redis.sending[k] != NOBODY && redis.entry[redis.sending[k]] == e_sent -> redis.entry[redis.sending[k]] = e_unknown :: else fi;
          mustCount = true
       fi;
       redis.fence[k] = me; if :: isStale -> skip :: else -> redis.epoch[k] = epoch fi; held[k] = true
    fi
  }
  if
  :: mustCount -> goto count
  :: else -> goto plan
  fi;

count:
  atomic {
    if
    :: UNLOCKED(locked == NOBODY) -> locked = me
    :: else -> goto markUnknown
    fi
  }
  if
  :: LEDGER_AFTER_HISTORY == 0 -> d_step { readLedger(k) }
  :: else
  fi;
#ifndef NO_CLOCK_BEFORE_HISTORY
  d_step { readSettled() }
#endif
  d_step { readHistory(rows) }
#ifdef NO_CLOCK_BEFORE_HISTORY
  d_step { readSettled() }
#endif
  if
  :: atomic { crashes < CRASHES -> crashes++; locked = (locked == me -> NOBODY : locked); goto idle }
  :: true
  fi;
  atomic {
    if :: LEDGER_AFTER_HISTORY == 1 -> readLedger(k) :: else fi;
    if
    :: redis.state[k] == settled && redis.fence[k] == me -> locked = (locked == me -> NOBODY : locked); delivered[k] = true; goto idle
    :: rows > owned + COUNT_OPEN(open) ->
       /* A row that no other key needs: this one was charged. Without a sending it is a row that nobody can place. */
       if
       :: FENCE(redis.fence[k] == me) && redis.state[k] != settled ->
          beforeWrite();
          if
          :: redis.sending[k] != NOBODY ->
             assert(charges[k] == 1 || foreignRows > 0 || epoch > 0);
             redis.state[k] = lost; redis.entry[redis.sending[k]] = e_lost
          :: else -> redis.state[k] = undecidable
          fi;
          held[k] = false
       :: else
       fi;
       locked = (locked == me -> NOBODY : locked); goto idle
    :: rows > owned + inFlight && rows <= owned + COUNT_OPEN(open) && IS_OVER ->
       /* A row for one of several: "cannot be told", to each. */
       if
       :: FENCE(redis.fence[k] == me) && redis.state[k] != settled ->
          beforeWrite();
          redis.state[k] = undecidable; held[k] = false;
          if :: redis.sending[k] != NOBODY -> redis.entry[redis.sending[k]] = e_undecided :: else fi
       :: else
       fi;
       locked = (locked == me -> NOBODY : locked); goto idle
    :: rows <= owned && CERTAIN(rows <= surelyShown) && SETTLING_OVER(IS_OVER) ->
       goto plan                                                             /* the lock is held until `sent` */
    :: else -> goto markUnknown
    fi
  }

markUnknown:
  atomic {
    locked = (locked == me -> NOBODY : locked);
    if
    :: redis.fence[k] == me && redis.state[k] != settled && redis.state[k] != lost && redis.state[k] != undecidable ->
       beforeWrite();
       if :: redis.state[k] == planned -> skip :: else -> redis.state[k] = unknown fi;
       held[k] = false
    :: else
    fi;
    goto idle
  }

plan:
  if
  :: atomic { crashes < CRASHES -> crashes++; locked = (locked == me -> NOBODY : locked); goto idle }
  :: true
  fi;
  /* markSent: a fenced compare-and-set. */
  atomic {
    locked = (locked == me -> NOBODY : locked);
    if
    :: FENCE(redis.fence[k] == me && (redis.state[k] == planned || redis.state[k] == unknown)) && SAME_EPOCH(myEpoch == epoch) && sendings < SENDINGS ->
       beforeWrite();
       redis.epoch[k] = epoch;
       dropOlder(k);
       s = sendings; sendings++;
       keyOf[s] = k; world[s] = marked;
       redis.state[k] = sent; redis.sending[k] = s; redis.entry[s] = e_sent; held[k] = true
    :: else -> goto idle
    fi
  }
  /* WAIT: the replica has it, or nothing is sent. A single Redis has no replica to wait for. */
#ifndef SINGLE_REDIS
  atomic {
    if
    :: redis.sending[k] == s && redis.state[k] == sent -> acknowledged()
    :: else -> world[s] = dead; goto idle
    fi
  }
#endif
  if
  :: atomic { crashes < CRASHES -> crashes++; world[s] = dead; goto idle }
  :: atomic {
       world[s] == marked ->
       /* Nothing is sent while an earlier request of the same key may still be charged, or was. */
       assert(s == 0 || keyOf[0] != k || world[0] == dead);
       assert(s <= 1 || keyOf[1] != k || world[1] == dead);
       assert(s <= 2 || keyOf[2] != k || world[2] == dead);
       world[s] = flying
     }
  fi;

  /* The response. */
  if
  :: atomic { crashes < CRASHES -> crashes++; goto idle }                    /* the process is gone, the request is not */
  :: atomic {                                                                /* a link */
       world[s] == committed || world[s] == shown ->
       delivered[k] = true;
       if
       :: redis.entry[s] != absent || redis.sending[k] == s ->
          beforeWrite();
          if :: redis.entry[s] != absent -> redis.entry[s] = e_settled :: else fi;
          if
          :: redis.state[k] == settled -> skip
          :: else -> redis.state[k] = settled; redis.sending[k] = s; held[k] = false
          fi
       :: else -> skip                                                       /* Redis forgot it: to its own client only */
       fi;
       goto idle
     }
  :: atomic {                                                                /* a refusal in Getty Images' own form */
       world[s] == dead ->
       if
       :: FENCE(redis.fence[k] == me) && redis.state[k] == sent && redis.sending[k] == s ->
          beforeWrite();
          redis.state[k] = none; redis.sending[k] = NOBODY; redis.entry[s] = absent; held[k] = false
       :: else
       fi;
       goto idle
     }
  :: goto count                                                              /* time-out, reset, 5xx, or somebody else's response */
  fi;

end:
  skip
}

/* Getty Images: each request is committed or not, and its row is shown, in any order and at any time. */
active proctype Getty() {
  byte n = 0;
end:
  do
  :: atomic { sendings > 0 && world[0] == flying -> world[0] = committed; charges[keyOf[0]]++; assert(charges[keyOf[0]] <= 1) }
  :: atomic { sendings > 0 && world[0] == flying -> world[0] = dead }
  :: atomic { world[0] == committed -> world[0] = shown }
  :: atomic { sendings > 1 && world[1] == flying -> world[1] = committed; charges[keyOf[1]]++; assert(charges[keyOf[1]] <= 1) }
  :: atomic { sendings > 1 && world[1] == flying -> world[1] = dead }
  :: atomic { world[1] == committed -> world[1] = shown }
  :: atomic { sendings > 2 && world[2] == flying -> world[2] = committed; charges[keyOf[2]]++; assert(charges[keyOf[2]] <= 1) }
  :: atomic { sendings > 2 && world[2] == flying -> world[2] = dead }
  :: atomic { world[2] == committed -> world[2] = shown }
  :: atomic { sendings > 3 && world[3] == flying -> world[3] = committed; charges[keyOf[3]]++; assert(charges[keyOf[3]] <= 1) }
  :: atomic { sendings > 3 && world[3] == flying -> world[3] = dead }
  :: atomic { world[3] == committed -> world[3] = shown }
  :: atomic { n < FOREIGN && sendings > 0 -> n++; foreignRows++ }
  od
}

/* Leases run out when nobody renews them; never between `sent` and the first byte (see README: one second). */
active proctype Time() {
end:
  do
  :: atomic { held[0] && !(redis.sending[0] != NOBODY && world[redis.sending[0]] == marked) -> held[0] = false }
  :: atomic { held[1] && !(redis.sending[1] != NOBODY && world[redis.sending[1]] == marked) -> held[1] = false }
  od
}

/* A failover loses the last write; a restart without persistence loses everything. Both change the epoch. */
active proctype Failover() {
  byte i = 0;
end:
  do
  :: atomic { failovers < FAILOVERS -> failovers++; epoch++; copyStore(redis, replicated) }
#ifndef NO_RESTARTS
  :: atomic {
       failovers < FAILOVERS -> failovers++; epoch++;
       redis.state[0] = none; redis.state[1] = none; redis.sending[0] = NOBODY; redis.sending[1] = NOBODY;
       redis.fence[0] = NOBODY; redis.fence[1] = NOBODY;
       do :: i < SENDINGS -> redis.entry[i] = absent; i++ :: else -> break od; i = 0;
       held[0] = false; held[1] = false; copyStore(replicated, redis)
     }
#endif
  od
}

/* When nobody is at work any more: every charge is a link, a lost link, or open; none is forgotten. */
active proctype Ends() {
  byte s = 0;
end:
  atWork == 0;
  atomic {
    do
    :: s < SENDINGS ->
       if
       :: world[s] == committed || world[s] == shown ->
          assert(delivered[keyOf[s]] || redis.state[keyOf[s]] == settled || redis.state[keyOf[s]] == lost
                 || redis.state[keyOf[s]] == undecidable || redis.state[keyOf[s]] == sent || redis.state[keyOf[s]] == unknown
                 || epoch > 0)
       :: else
       fi; s++
    :: else -> break
    od
  }
}

init {
  atomic {
    byte r = 0;
    redis.state[0] = none; redis.state[1] = none; redis.sending[0] = NOBODY; redis.sending[1] = NOBODY;
    replicated.state[0] = none; replicated.state[1] = none; replicated.sending[0] = NOBODY; replicated.sending[1] = NOBODY;
    do :: r < SENDINGS -> world[r] = unused; keyOf[r] = NOBODY; redis.entry[r] = absent; replicated.entry[r] = absent; r++ :: else -> break od;
    r = 0;
    do :: r < REPLICAS -> run Replica(r); r++ :: else -> break od
  }
}
