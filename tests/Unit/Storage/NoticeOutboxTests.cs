using CsCheck;
using Microsoft.Data.Sqlite;
using Millrace.Runtime.Accounts;
using Millrace.Runtime.Notices;
using Millrace.Runtime.Ports;
using Millrace.Runtime.Retention;
using Millrace.Runtime.Subscriptions;
using Millrace.Storage.Registry;

namespace Millrace.Unit.Storage;

/// <summary>What happens to a subscription stands in the outbox of notices, once, until it is taken.</summary>
public sealed class NoticeOutboxTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private static readonly DateTimeOffset Start = NoticeRig.Start;

    [Fact]
    public async Task One_that_is_suspended_is_told_with_whose_it_is()
    {
        await using var rig = await NoticeRig.StartAsync();
        var account = await rig.AccountAsync();
        var id = await rig.SubscribeAsync("a", account);
        (await rig.SuspendAsync(id, Start.AddDays(22))).ShouldBeFalse();
        (await rig.TakeAllAsync()).ShouldBeEmpty();
        (await rig.SuspendAsync(id)).ShouldBeTrue();
        (await rig.SuspendAsync(id)).ShouldBeFalse();

        var notice = (await rig.TakeAllAsync()).ShouldHaveSingleItem();
        notice.Content.Kind.ShouldBe(NoticeKind.Suspended);
        notice.Content.Text.ShouldContain("has taken nothing since 2026-07-12T16:00:00Z");
        notice.Time.ShouldBe(Start.AddDays(23));
        (notice.SubscriptionId, notice.DataSetId, notice.ClientId, notice.UserId).ShouldBe(
            (id, "sp-traffic", NoticeRig.Client, "ann")
        );
        notice.Account.ShouldBe(account);
        notice.Id.ShouldMatch("^msg_[0-9a-f]{32}$");
    }

    [Fact]
    public async Task One_that_ends_with_its_grant_is_told_whichever_program_takes_it_back()
    {
        await using var rig = await NoticeRig.StartAsync();
        var account = await rig.AccountAsync();
        var external = new IssuerUser("https://login.test", "bob", "app");
        await rig.SubscribeAsync("a", account);
        await rig.SubscribeAsync("b", account, external.ClientId, "bob");
        await rig.Registry.AddRefreshTokenAsync(new(Secrets.Hash("t"), NoticeRig.Client, "ann", [account.Key]), Cancel);
        var grant = new IssuerGrant(external.Issuer, "bob", null, [account.Key]);
        await rig.Registry.AddGrantAsync(grant, Cancel);

        await using var admin = new SqliteRegistry(rig.File);
        await admin.OpenAsync(Cancel);
        await admin.RevokeAsync(NoticeRig.Client, "ann", [], Start, Cancel);
        await admin.RemoveGrantAsync(grant, Start, Cancel);

        var told = await rig.TakeAllAsync();
        told.Select(notice => notice.SubscriptionId).ShouldBe(["a", "b"]);
        told.ShouldAllBe(notice => notice.Content == NoticeContent.GrantTakenBack && notice.Time == Start);
    }

    [Fact]
    public async Task Only_the_first_dead_letter_is_told_until_there_are_none()
    {
        await using var rig = await NoticeRig.StartAsync();
        var id = await rig.SubscribeAsync("a", await rig.AccountAsync());
        await rig.SetAsideAsync(id, 1);
        await rig.SetAsideAsync(id, 1, "still too long");
        await rig.SetAsideAsync(id, 2);
        (await rig.TakeAllAsync()).ShouldHaveSingleItem().Content.ShouldBe(NoticeContent.DeadLetter("too long"));

        await rig.Registry.RemoveDeadLettersAsync(id, null, Cancel);
        await rig.SetAsideAsync(id, 3, "another");
        (await rig.TakeAllAsync()).ShouldHaveSingleItem().Content.ShouldBe(NoticeContent.DeadLetter("another"));
    }

    [Fact]
    public async Task Dropped_records_are_told_once_a_day_and_all_of_them()
    {
        await using var rig = await NoticeRig.StartAsync();
        var account = await rig.AccountAsync();
        await rig.SubscribeAsync("a", account);
        await rig.DropAsync(account, 1, rows: 3, Start);
        await rig.DropAsync(account, 2, rows: 4, Start.AddHours(1));
        await rig.TellAsync(Start.AddDays(14));
        await rig.DropAsync(account, 3, rows: 5, Start.AddHours(2));
        await rig.TellAsync(Start.AddDays(14.9));
        var first = (await rig.TakeAllAsync()).ShouldHaveSingleItem();
        first.Content.ShouldBe(NoticeContent.RecordsDropped(7, 7, Start.AddHours(1)));
        first.Content.Text.ShouldBe(
            "7 records that the destination has not taken are dropped; the newest was published at 2026-07-12T17:00:00Z."
        );

        await rig.TellAsync(Start.AddDays(15));
        await rig.TellAsync(Start.AddDays(17));
        (await rig.TakeAllAsync())
            .ShouldHaveSingleItem()
            .Content.ShouldBe(NoticeContent.RecordsDropped(5, 12, Start.AddHours(2)));
    }

    [Fact]
    public async Task A_warning_is_told_once_at_each_share_whatever_restarts_and_anew_when_it_comes_back()
    {
        await using var rig = await NoticeRig.StartAsync();
        var id = await rig.SubscribeAsync("a", await rig.AccountAsync());
        var half = NoticeRig.Warning(id, 0.5);
        foreach (var share in new[] { 0.5, 0.5, 0.9, 0.9 })
        {
            await rig.TellAsync(Start, NoticeRig.Warning(id, share), NoticeRig.Warning(id, 0.5, WarningKind.Drop));
            await rig.ReopenAsync();
        }

        (await rig.TakeAllAsync())
            .Select(notice => (notice.Content.Kind, notice.Content.Text, notice.Content.At))
            .ShouldBe([
                (NoticeKind.SuspensionWarning, "Suspension after 0.5", half.Warning.Ends),
                (NoticeKind.DropWarning, "Drop after 0.5", half.Warning.Ends),
                (NoticeKind.SuspensionWarning, "Suspension after 0.9", half.Warning.Ends),
            ]);

        await rig.TellAsync(Start);
        await rig.TellAsync(Start, half);
        (await rig.TakeAllAsync()).ShouldHaveSingleItem().Content.ShouldBe(NoticeContent.Of(half.Warning));
    }

    [Fact]
    public async Task Where_none_are_kept_none_is_written_and_what_waits_goes_when_that_is_so_again()
    {
        await using var rig = await NoticeRig.StartAsync(areKept: false);
        var account = await rig.AccountAsync();
        var id = await rig.SubscribeAsync("a", account);
        await rig.SetAsideAsync(id, 1);
        await rig.DropAsync(account, 1, rows: 3, Start);
        await rig.SubscribeAsync("b", account);
        await rig.SuspendAsync("b");
        Count(rig, "notice").ShouldBe(0);

        // What was dropped before anybody wanted to know is not told late.
        await rig.Registry.KeepNoticesAsync(true, Cancel);
        await rig.TellAsync(Start.AddDays(30), NoticeRig.Warning(id, 0.5));
        (await rig.SuspendAsync(id)).ShouldBeTrue();
        (Count(rig, "notice"), Count(rig, "warned")).ShouldBe((2, 1));
        await rig.Registry.KeepNoticesAsync(true, Cancel);
        (Count(rig, "notice"), Count(rig, "warned")).ShouldBe((2, 1));

        await rig.Registry.KeepNoticesAsync(false, Cancel);
        (Count(rig, "notice"), Count(rig, "warned")).ShouldBe((0, 0));
        (await rig.Registry.TakeLostAsync(Cancel)).ShouldBe(0);
    }

    [Fact]
    public async Task A_full_outbox_loses_the_oldest_and_counts_them_once()
    {
        await using var rig = await NoticeRig.StartAsync(noticesMax: 3);
        var account = await rig.AccountAsync();
        foreach (var id in new[] { "a", "b", "c", "d", "e" })
        {
            await rig.SuspendAsync(await rig.SubscribeAsync(id, account));
        }

        await rig.ReopenAsync();
        (await rig.Registry.TakeLostAsync(Cancel)).ShouldBe(2);
        (await rig.Registry.TakeLostAsync(Cancel)).ShouldBe(0);
        (await rig.TakeAllAsync()).Select(notice => notice.SubscriptionId).ShouldBe(["c", "d", "e"]);
    }

    [Fact]
    public async Task Those_of_an_erased_account_go_with_it()
    {
        await using var rig = await NoticeRig.StartAsync();
        var (erased, other) = (await rig.AccountAsync(), await rig.AccountAsync("Other"));
        foreach (var (id, account) in new[] { ("a", erased), ("b", other) })
        {
            await rig.SubscribeAsync(id, account);
        }

        await rig.TellAsync(Start, NoticeRig.Warning("a", 0.5), NoticeRig.Warning("b", 0.5));
        await rig.SuspendAsync("a");
        (await rig.Registry.BeginErasureAsync(erased.Key, Start, Cancel)).ShouldBeTrue();

        // Somebody had found it before, and tells of it after.
        await rig.TellAsync(Start, NoticeRig.Warning("a", 0.9), NoticeRig.Warning("b", 0.5));
        await rig.SetAsideAsync("a", 1);
        (Count(rig, "notice"), Count(rig, "warned")).ShouldBe((1, 1));
        (await rig.TakeAllAsync()).ShouldHaveSingleItem().SubscriptionId.ShouldBe("b");
    }

    /// <summary>An act: something is told, one is taken, refused, given up for its age, or the process ends.</summary>
    [Fact]
    public Task What_waits_and_in_which_order_is_what_a_model_says() =>
        Gen.Int[0, 6].List[5, 60].SampleAsync(PlayAsync, iter: 20, threads: 1);

    private static async Task PlayAsync(List<int> acts)
    {
        await using var rig = await NoticeRig.StartAsync(noticesMax: 8);
        var id = await rig.SubscribeAsync("a", await rig.AccountAsync());
        var (waiting, lost, hour) = (new List<Waiting>(), 0, 0);
        foreach (var act in acts)
        {
            var next = waiting.OrderBy(one => one.Refusals).ThenBy(one => one.Number).FirstOrDefault();
            var first = await rig.Registry.FirstNoticeAsync(Cancel);
            first?.Content.Text.ShouldBe(NoticeContent.DeadLetter($"{next!.Number}").Text);
            (first is null).ShouldBe(next is null);
            switch (act)
            {
                case <= 2:
                    hour++;
                    await rig.Registry.RemoveDeadLettersAsync(id, null, Cancel);
                    var letter = new DeadLetter(new StreamCursor(1, 1), Start.AddHours(hour), $"{hour}");
                    await rig.Registry.AddDeadLettersAsync(id, [letter], 100, Cancel);
                    waiting.Add(new Waiting(hour));
                    lost += waiting.RemoveAll(one => one.Number <= hour - 8);
                    break;
                case 3 when next is not null:
                    await rig.Registry.RemoveNoticeAsync(first!.Sequence, Cancel);
                    waiting.Remove(next);
                    break;
                case 4 when next is not null:
                    await rig.Registry.NoteRefusedAsync(first!.Sequence, Cancel);
                    next.Refusals++;
                    break;
                case 5:
                    var ended = await rig.Registry.EndNoticesAsync(Start.AddHours(hour - 5), Cancel);
                    ended.Count.ShouldBe(waiting.RemoveAll(one => one.Number < hour - 5));
                    break;
                default:
                    await rig.ReopenAsync();
                    break;
            }
        }

        (await rig.Registry.TakeLostAsync(Cancel)).ShouldBe(lost);
        (await rig.TakeAllAsync()).Count.ShouldBe(waiting.Count);
    }

    [Fact]
    public async Task A_file_of_version_9_goes_on_and_tells_what_happens_from_then_on()
    {
        await using var rig = new NoticeRig();
        await using (var connection = new SqliteConnection($"Data Source={rig.File};Pooling=False"))
        {
            connection.Open();
            await using var command = connection.CreateCommand();
            command.CommandText = await File.ReadAllTextAsync(
                Path.Combine(AppContext.BaseDirectory, "Storage", "registry-format-9.sql"),
                Cancel
            );
            await command.ExecuteNonQueryAsync(Cancel);
        }

        await rig.ReopenAsync();
        await rig.ReopenAsync();
        var account = (await rig.Registry.ReadAccountsAsync(Cancel)).Single();
        var delivery = (await rig.Registry.ReadDeliveryAsync("a", Cancel))!;
        (delivery.Cursor, delivery.FailingSince, delivery.DeadLetters, delivery.Dropped).ShouldBe(
            (new StreamCursor(7, 0), Start, 1L, 5L)
        );
        await rig.Registry.KeepNoticesAsync(true, Cancel);
        await rig.SetAsideAsync("a", 3);
        await rig.TellAsync(Start.AddDays(20));
        (await rig.TakeAllAsync()).ShouldBeEmpty();

        await rig.DropAsync(account, 8, rows: 2, Start.AddHours(1));
        await rig.TellAsync(Start.AddDays(20));
        (await rig.SuspendAsync("a")).ShouldBeTrue();

        // With the records, the dead letters of before that publication.
        (await rig.TakeAllAsync())
            .Select(notice => notice.Content)
            .ShouldBe([NoticeContent.RecordsDropped(4, 9, Start.AddHours(1)), NoticeContent.Suspended(Start)]);
    }

    private static long Count(NoticeRig rig, string table)
    {
        using var connection = new SqliteConnection($"Data Source={rig.File};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT count(*) FROM {table}";
        return (long)command.ExecuteScalar()!;
    }

    private sealed class Waiting(int number)
    {
        public int Number => number;

        public int Refusals { get; set; }
    }
}
