using CsCheck;
using Millrace.Landing;

namespace Millrace.Unit.Landing;

/// <summary>Random batches with repeats, contradictions, faults and restarts, beside a dictionary that does the same.</summary>
public sealed class LandedOnceTests
{
    private const int Ids = 60;

    /// <summary>So few that most ids are soon known by where they stand in the file alone.</summary>
    private const int IdsPerRun = 7;

    private static readonly Gen<(int Id, int Clicks)[]> Records = Gen.Select(
        Gen.Int[1, Ids],
        Gen.Frequency((9, Gen.Const(0)), (1, Gen.Int[1, 3]))
    ).Array[0, 25];

    private static readonly Gen<Step> Steps = Gen.Select(
        Records,
        Gen.Frequency((6, Gen.Const(Before.Nothing)), (2, Gen.Const(Before.Restart)), (1, Gen.Const(Before.Fault))),
        (records, before) => new Step(before, records)
    );

    private enum Before
    {
        Nothing,
        Restart,

        /// <summary>The batch fails once, then comes again.</summary>
        Fault,
    }

    [Fact]
    public void Whatever_comes_in_whatever_batches_is_landed_once() =>
        Steps.Array[1, 12].Sample(steps => PlayAsync(steps).GetAwaiter().GetResult(), iter: 15, threads: 1);

    [Fact]
    public async Task Two_stores_of_one_process_do_not_land_an_id_twice()
    {
        await using var rig = await LandingRig.OpenAsync();
        await using var other = await LandingStore.OpenAsync(rig.File, LandingRig.Clock, LandingRig.Cancel);
        var messages = Enumerable.Range(1, 3).Select(n => rig.Message(LandingRig.Record(LandingRig.Id(n)))).ToList();
        (await rig.Store.StoreAsync(messages, LandingRig.Cancel)).ShouldBe(new(3, 0, 0));

        await Should.ThrowAsync<LandingException>(() => other.StoreAsync(messages, LandingRig.Cancel));
        (await other.StoreAsync(messages, LandingRig.Cancel)).ShouldBe(new(0, 3, 0));
        (await rig.AskAsync($"SELECT count(*) FROM {LandingRig.Table}")).ShouldBe(["3"]);
    }

    [Fact]
    public async Task What_is_answered_as_stored_is_in_the_files_as_they_lie()
    {
        await using var rig = await LandingRig.OpenAsync(IdsPerRun);
        var records = Enumerable.Range(1, 20).Select(n => LandingRig.Record(LandingRig.Id(n))).ToArray();
        await rig.LandAsync(records);
        var copy = Directory.CreateTempSubdirectory("millrace-landing");
        foreach (var file in rig.Folder.EnumerateFiles())
        {
            file.CopyTo(Path.Combine(copy.FullName, file.Name));
        }

        await using (
            var store = await LandingStore.OpenAsync(
                Path.Combine(copy.FullName, Path.GetFileName(rig.File)),
                LandingRig.Clock,
                LandingRig.Cancel
            )
        )
        {
            (await store.StoreAsync([.. records.Select(rig.Message)], LandingRig.Cancel)).ShouldBe(new(0, 20, 0));
            (await store.QueryAsync($"SELECT count(*) FROM {LandingRig.Table}", LandingRig.Cancel))
                .Rows[0]
                .ShouldHaveSingleItem();
        }

        copy.Delete(recursive: true);
    }

    private static async Task PlayAsync(Step[] steps)
    {
        await using var rig = await LandingRig.OpenAsync(IdsPerRun);
        var model = new Dictionary<int, int>();
        foreach (var step in steps)
        {
            var bodies = step.Records.Select(Body).ToArray();
            if (step.Before == Before.Restart)
            {
                await rig.ReopenAsync();
            }
            else if (step.Before == Before.Fault)
            {
                await FailAsync(rig, bodies);
            }

            (await rig.LandAsync(bodies)).ShouldBe(Land(model, step.Records));
        }

        (await rig.AskAsync($"SELECT idempotency_id, clicks FROM {LandingRig.Table} ORDER BY ALL")).ShouldBe(
            model.Select(record => $"{LandingRig.Id(record.Key)}|{record.Value}").Order(StringComparer.Ordinal)
        );
    }

    /// <summary>The table is away for one batch that has something new; the store makes it again, and the test puts its rows back.</summary>
    private static async Task FailAsync(LandingRig rig, string[] bodies)
    {
        var fresh = LandingRig.Record(LandingRig.Id(Ids + 1));
        LandingRig.Execute(rig.File, $"ALTER TABLE {LandingRig.Table} RENAME TO away");
        await Should.ThrowAsync<Exception>(() => rig.LandAsync([.. bodies, fresh]));
        LandingRig.Execute(
            rig.File,
            $"""DROP TABLE {LandingRig.Table}; ALTER TABLE "amazon-marketing-stream".away RENAME TO "sp-traffic" """
        );
    }

    private static StoreOutcome Land(Dictionary<int, int> model, (int Id, int Clicks)[] records)
    {
        var (stored, duplicates) = (0, 0);
        foreach (var (id, clicks) in records)
        {
            if (model.TryAdd(id, clicks))
            {
                stored++;
            }
            else if (model[id] == clicks)
            {
                duplicates++;
            }
        }

        return new(stored, duplicates, records.Length - stored - duplicates);
    }

    private static string Body((int Id, int Clicks) record) =>
        LandingRig.Record(LandingRig.Id(record.Id), ("clicks", record.Clicks.ToString()));

    private sealed record Step(Before Before, (int Id, int Clicks)[] Records);
}
