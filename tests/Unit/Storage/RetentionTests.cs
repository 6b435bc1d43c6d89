using CsCheck;
using Millrace.Runtime.Ports;
using Millrace.Runtime.Subscriptions;
using Millrace.Storage.Ledger;
using Millrace.Storage.Registry;

namespace Millrace.Unit.Storage;

/// <summary>
/// Old blocks are found and dropped, others are not; what each subscription loses by that is counted once, whatever is interrupted.
/// </summary>
public sealed class RetentionTests : IDisposable
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private static readonly DateTimeOffset Start = new(2026, 7, 12, 16, 0, 0, TimeSpan.Zero);
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("millrace-retention");
    private int histories;

    public void Dispose() => folder.Delete(recursive: true);

    /// <summary>An act: publish, deliver, set aside, note without dropping (a crash), sweep.</summary>
    [Fact]
    public Task What_is_dropped_and_who_loses_it_is_what_a_model_says() =>
        Gen.Select(Gen.Int[0, 6], Gen.Int[0, 1], Gen.Int[0, 5]).List[5, 40].SampleAsync(PlayAsync, iter: 25, threads: 1);

    /// <summary>Else a drop through the one would take the other with it, of which nothing was noted.</summary>
    [Fact]
    public async Task Of_blocks_of_one_second_the_first_published_is_found_first_however_many_rows_it_has()
    {
        await using var ledger = new SqliteLedger(Path.Combine(folder.FullName, "ledger.db"));
        await ledger.OpenAsync(1, Cancel);
        var one = new Model(0) { Epoch = (await ledger.TakeAsync(0, Cancel)).Epoch };
        await ledger.CommitAsync([one.Publish(Start, rows: 3)], Cancel);
        await ledger.CommitAsync([one.Publish(Start, rows: 1)], Cancel);

        var old = await ledger.ReadBlocksBeforeAsync(Start.AddHours(1), max: 1, Cancel);
        old.Single().Publication.ShouldBe(1);
    }

    private async Task PlayAsync(List<(int Act, int Account, int Number)> acts)
    {
        var place = Path.Combine(folder.FullName, $"{histories++}");
        await using var registry = new SqliteRegistry(place + "-registry.db");
        await registry.OpenAsync(Cancel);
        await using var ledger = new SqliteLedger(place + "-ledger.db");
        await ledger.OpenAsync(2, Cancel);
        var model = new Model[] { new(0), new(1) };
        foreach (var one in model)
        {
            one.Epoch = (await ledger.TakeAsync(one.Account, Cancel)).Epoch;
            await registry.CreateAsync(one.Subscription, new SubscriptionLimits(), Cancel);
            await registry.ActivateAsync(one.Id, new StreamCursor(1, 0), Start, Cancel);
        }

        var hour = 0;
        foreach (var (act, account, number) in acts)
        {
            var one = model[account];
            hour++;
            switch (act)
            {
                case <= 2:
                    await ledger.CommitAsync([one.Publish(Start.AddHours(hour), rows: number)], Cancel);
                    break;
                case 3:
                    one.Cursor = new StreamCursor(Math.Max(one.Cursor.Publication, one.Blocks.Count - number), number % 2);
                    await registry.SaveCursorsAsync([new SavedCursor(one.Id, one.Cursor)], Cancel);
                    break;
                case 4 when one.Blocks.Count > 0:
                    var letter = new StreamCursor(one.Blocks[^1].Publication, number);
                    one.Letters.Add(letter);
                    await registry.AddDeadLettersAsync(one.Id, [new DeadLetter(letter, Start, "")], 100, Cancel);
                    break;
                default:
                    await SweepAsync(registry, ledger, model, Start.AddHours(hour - number), isCut: act == 5);
                    break;
            }
        }

        foreach (var one in model)
        {
            var stored = (await registry.ReadDeliveryAsync(one.Id, Cancel))!;
            (stored.Dropped, stored.DeadLetters).ShouldBe((one.Lost, one.Letters.Count));
            var left = await ledger.ReadBlocksAsync(one.Stream, 0, 1000, Cancel);
            left.Select(block => block.Publication)
                .ShouldBe(one.Blocks.Where(block => block.Publication > one.Dropped).Select(block => block.Publication));
            ((await ledger.ReadDroppedAsync(one.Stream, Cancel))?.Through ?? 0).ShouldBe(one.Dropped);
            (await ledger.LastPublicationAsync(one.Stream, Cancel)).ShouldBe(one.Blocks.Count);
        }
    }

    private static async Task SweepAsync(
        SqliteRegistry registry,
        SqliteLedger ledger,
        Model[] model,
        DateTimeOffset before,
        bool isCut
    )
    {
        var old = await ledger.ReadBlocksBeforeAsync(before, 1000, Cancel);
        old.Select(block => (block.Stream, block.Publication))
            .ShouldBe(
                model
                    .SelectMany(one => one.Blocks.Where(block => block.Publication > one.Dropped && block.Published < before))
                    .OrderBy(block => block.Published)
                    .Select(block => (block.Stream, block.Publication))
            );
        var lost = await registry.NoteDroppedAsync(old, Cancel);
        lost.OrderBy(one => one.Subscription)
            .ShouldBe(model.Select(one => new DroppedRecords(one.Id, one.Lose(before))).Where(one => one.Records > 0));
        if (isCut)
        {
            return;
        }

        var newest = old.GroupBy(block => block.Stream).Select(blocks => blocks.MaxBy(block => block.Publication)!);
        await ledger.DropBlocksAsync([.. newest], Cancel);
        foreach (var one in model)
        {
            one.Dropped = Math.Max(one.Dropped, one.Blocks.LastOrDefault(block => block.Published < before)?.Publication ?? 0);
        }
    }

    /// <summary>One account's stream and its subscription.</summary>
    private sealed class Model(int account)
    {
        private long noted;

        public int Account => account;

        public string Id => $"s{account}";

        public StreamId Stream => new(account, "sp-traffic");

        public long Epoch { get; set; }

        public List<BlockPlace> Blocks { get; } = [];

        public HashSet<StreamCursor> Letters { get; } = [];

        public StreamCursor Cursor { get; set; } = new(1, 0);

        public long Dropped { get; set; }

        public long Lost { get; private set; }

        public Subscription Subscription => StoredSubscription.Waiting(Id, Stream, Start, user: "user", queue: $"q{account}");

        public PartitionCommit Publish(DateTimeOffset at, int rows)
        {
            var number = Blocks.Count + 1;
            Blocks.Add(new BlockPlace(Stream, number, rows, at));
            var block = new DeltaBlock(Stream, number, rows, new byte[] { 1 }) { Published = at };
            return new PartitionCommit(account, Epoch, number, new byte[] { 2 }, [block], [], [], null);
        }

        /// <summary>What is lost by dropping what is older, and was not counted before.</summary>
        public long Lose(DateTimeOffset before)
        {
            var old = Blocks.Where(block => block.Publication > Dropped && block.Published < before).ToList();
            if (old.Count == 0)
            {
                return 0;
            }

            var through = old[^1].Publication;
            var letters = Letters.RemoveWhere(letter => letter.Publication <= through);
            var rows = old.Where(block => block.Publication > noted)
                .Sum(block => Enumerable.Range(0, block.Rows).Count(row => !Cursor.IsPast(block.Publication, row)));
            var lost = letters + rows;
            if (lost > 0)
            {
                noted = Math.Max(noted, through);
            }

            Lost += lost;
            return lost;
        }
    }
}
