namespace Millrace.Sandbox.Platform;

/// <summary>
/// Sends what the platform does to a deployment over HTTP, slice by slice, and enters it into the books: first the events of a slice, then
/// what it tells of entities, while the deployment's clock stands at the slice's beginning. A body's key and lines depend on its slice and
/// part alone: whatever the steps are, and wherever a run ended, sending it again changes nothing. Steps are for one caller at a time;
/// the properties may be read by others meanwhile.
/// </summary>
public sealed class Feeder
{
    private readonly VirtualPlatform platform;
    private readonly Books books;
    private readonly FeederOptions options;
    private readonly FeedSender sender;
    private readonly Lock gate = new();
    private AcceptedTotals[] accepted;
    private DateTimeOffset position;
    private FeedClock clock = new([]);

    /// <summary>What the deployment's clock has reached for certain.</summary>
    private DateTimeOffset told;

    /// <param name="serve">Its base address is the deployment's.</param>
    /// <param name="wall">The clock of waits.</param>
    public Feeder(HttpClient serve, VirtualPlatform platform, Books books, FeederOptions options, TimeProvider wall)
    {
        options.Check();
        this.platform = platform;
        this.books = books;
        this.options = options;
        sender = new FeedSender(new FeedClient(serve, options, wall), platform.Seed, options.BatchLinesMax);
        accepted = [.. platform.Accounts.Select(AcceptedTotals.None)];
        position = told = platform.Options.Start;
    }

    /// <summary>Up to here the deployment has all events, and the books too.</summary>
    public DateTimeOffset Position
    {
        get
        {
            lock (gate)
            {
                return position;
            }
        }
    }

    /// <summary>What was answered as accepted, by account; over all runs where progress is kept.</summary>
    public IReadOnlyList<AcceptedTotals> Accepted
    {
        get
        {
            lock (gate)
            {
                return [.. accepted];
            }
        }
    }

    private string Feed => $"{platform.Fingerprint}, batch lines {options.BatchLinesMax}";

    /// <summary>
    /// Goes on where an earlier run was, if there was one: call it before the first step, with empty books, which are written
    /// again from the platform's start. Answers <see cref="Position"/>.
    /// </summary>
    /// <exception cref="InvalidDataException">The progress is that of another feed, or cannot be read.</exception>
    public DateTimeOffset Resume(CancellationToken cancel)
    {
        if (options.ProgressFile is null || FeederProgress.Read(options.ProgressFile) is not { } progress)
        {
            return Position;
        }

        if (progress.Feed != Feed)
        {
            throw new InvalidDataException(
                $"{options.ProgressFile} is the progress of another feed. It has: {progress.Feed}. Asked for: {Feed}. "
                    + "Start with the same seed and options, or with a new data folder."
            );
        }

        var earlier = progress.Accepted.ToDictionary(account => account.EntityId);
        clock = new(progress.Leaps ?? []);
        told = DateTimeOffset.MinValue;
        books.Documents.Add(platform.Entities, clock.At(platform.Options.Start));
        for (var slice = platform.Options.Start; slice < progress.Finished; slice += VirtualPlatform.Slice)
        {
            cancel.ThrowIfCancellationRequested();
            Enter([.. platform.EventsBetween(slice, slice + VirtualPlatform.Slice)], slice);
        }

        lock (gate)
        {
            accepted =
            [
                .. platform.Accounts.Select(account =>
                    earlier.TryGetValue(account.EntityId, out var had)
                        ? new AcceptedTotals(account, had.Lines, had.Traffic)
                        : AcceptedTotals.None(account)
                ),
            ];
            position = progress.Finished;
        }

        return progress.Finished;
    }

    /// <summary>
    /// Tells the deployment what is sold, where anybody counts it, and before the first slice what exists: later slices tell what became of
    /// it. May be repeated.
    /// </summary>
    public async Task PutEntitiesAsync(CancellationToken cancel)
    {
        if (Position == platform.Options.Start)
        {
            await BringClockAsync(clock.At(Position), cancel);
            await sender.SendDocumentsAsync("entities", "entities", platform.Entities.Select(told => told.Document), cancel);
            books.Documents.Add(platform.Entities, clock.At(Position));
        }

        await sender.SendDocumentsAsync("products", "products", platform.Products, cancel);
    }

    /// <summary>
    /// Posts what the platform sends from <paramref name="fromUtc"/> up to <paramref name="toUtc"/>, both whole multiples of
    /// <see cref="VirtualPlatform.Slice"/>. What was posted before is passed over. Where the deployment's clock is behind a slice it is set to
    /// its beginning first.
    /// </summary>
    /// <exception cref="FeederException">A body was refused, or not answered in time. The step can be tried again.</exception>
    public async Task PostStepAsync(DateTimeOffset fromUtc, DateTimeOffset toUtc, CancellationToken cancel)
    {
        var done = Position;
        if (!IsWhole(fromUtc) || !IsWhole(toUtc) || toUtc < fromUtc)
        {
            throw new ArgumentException(
                $"A step goes from one multiple of {VirtualPlatform.Slice} to a later: {fromUtc:O} to {toUtc:O} does not."
            );
        }

        if (fromUtc > done)
        {
            throw new ArgumentException(
                $"The step begins at {fromUtc:O}, but the feed stands at {done:O}: steps follow each other without gaps."
            );
        }

        for (var slice = done; slice < toUtc; slice += VirtualPlatform.Slice)
        {
            await PostSliceAsync(slice, cancel);
        }
    }

    /// <summary>
    /// Sets the deployment's platform clock. A time ahead of <see cref="Position"/> is written down first: what is sent until the feed has
    /// come so far is taken in at that time.
    /// </summary>
    public async Task SetClockAsync(DateTimeOffset time, CancellationToken cancel)
    {
        if (time > clock.At(Position))
        {
            clock = clock.With(Position, time);
            Save(Position, accepted);
        }

        await sender.SetClockAsync(time, cancel);
        told = time > told ? time : told;
    }

    private async Task BringClockAsync(DateTimeOffset time, CancellationToken cancel)
    {
        if (told < time)
        {
            await sender.SetClockAsync(time, cancel);
            told = time;
        }
    }

    private async Task PostSliceAsync(DateTimeOffset slice, CancellationToken cancel)
    {
        await BringClockAsync(clock.At(slice), cancel);
        var end = slice + VirtualPlatform.Slice;
        var events = platform.EventsBetween(slice, end).ToArray();
        await sender.SendEventsAsync(events, slice, cancel);
        await sender.SendChangesAsync(platform.ChangesBetween(slice, end), slice, cancel);
        Finish(events, slice);
    }

    private void Finish(PlatformEvent[] events, DateTimeOffset slice)
    {
        var end = slice + VirtualPlatform.Slice;
        var sums = (AcceptedTotals[])accepted.Clone();
        foreach (ref readonly var happened in events.AsSpan())
        {
            ref var sum = ref sums[happened.Account.Number];
            sum = sum.With(in happened);
        }

        Save(end, sums);
        Enter(events, slice);
        lock (gate)
        {
            accepted = sums;
            position = end;
        }
    }

    private void Save(DateTimeOffset finished, AcceptedTotals[] sums)
    {
        if (options.ProgressFile is { } file)
        {
            var kept = sums.Select(sum => new FeederProgress.Account(sum.Account.EntityId, sum.Lines, sum.Traffic));
            new FeederProgress(Feed, finished.ToUniversalTime(), [.. kept], clock.Leaps).Write(file);
        }
    }

    /// <summary>Enters a slice into the books, in the order in which it was sent.</summary>
    private void Enter(PlatformEvent[] events, DateTimeOffset slice)
    {
        books.Add(events);
        foreach (var body in sender.Bodies(events))
        {
            books.Documents.Add(body, clock.At(slice));
        }

        books.Documents.Add(platform.ChangesBetween(slice, slice + VirtualPlatform.Slice), clock.At(slice));
    }

    private static bool IsWhole(DateTimeOffset time) => time.UtcTicks % VirtualPlatform.Slice.Ticks == 0;
}
