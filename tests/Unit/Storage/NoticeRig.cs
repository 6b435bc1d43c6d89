using Millrace.Runtime.Accounts;
using Millrace.Runtime.Notices;
using Millrace.Runtime.Ports;
using Millrace.Runtime.Retention;
using Millrace.Runtime.Subscriptions;
using Millrace.Storage.Registry;

namespace Millrace.Unit.Storage;

/// <summary>A registry in a file, with accounts and ACTIVE subscriptions of which something can be told.</summary>
internal sealed class NoticeRig(int noticesMax = 100_000) : IAsyncDisposable
{
    public const string Client = "client";
    public static readonly DateTimeOffset Start = new(2026, 7, 12, 16, 0, 0, TimeSpan.Zero);
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("millrace-notices");

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public string File => Path.Combine(folder.FullName, "registry.db");

    public SqliteRegistry Registry { get; private set; } = null!;

    public static async Task<NoticeRig> StartAsync(bool areKept = true, int noticesMax = 100_000)
    {
        var rig = new NoticeRig(noticesMax);
        await rig.ReopenAsync();
        await rig.Registry.KeepNoticesAsync(areKept, Cancel);
        return rig;
    }

    /// <summary>As the next process does.</summary>
    public async Task ReopenAsync()
    {
        if (Registry is not null)
        {
            await Registry.DisposeAsync();
        }

        Registry = new SqliteRegistry(File) { NoticesMax = noticesMax };
        await Registry.OpenAsync(Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await Registry.DisposeAsync();
        folder.Delete(recursive: true);
    }

    public async Task<Account> AccountAsync(string name = "Acme")
    {
        var made = new NewAccount { Name = name, Marketplace = "ATVPDKIKX0DER" };
        return (await new Registrar(Registry, new SystemChance()).AddAccountAsync(made, Cancel)).Value.ShouldNotBeNull();
    }

    public async Task<string> SubscribeAsync(string id, Account account, string client = Client, string user = "ann")
    {
        var subscription = StoredSubscription.Waiting(id, new StreamId(account.Key, "sp-traffic"), Start, client, user);
        await Registry.CreateAsync(subscription, new SubscriptionLimits { PerStreamMax = 100 }, Cancel);
        (await Registry.ActivateAsync(id, new StreamCursor(1, 0), Start, Cancel)).ShouldBeTrue();
        return id;
    }

    public ValueTask<bool> SuspendAsync(string id, DateTimeOffset? now = null) =>
        Registry.NoteFailingAsync(id, Start, now ?? Start.AddDays(23), TimeSpan.FromDays(23), Cancel);

    public ValueTask<bool> SetAsideAsync(string id, int row, string why = "too long") =>
        Registry.AddDeadLettersAsync(id, [new DeadLetter(new StreamCursor(1, row), Start, why)], 100, Cancel);

    /// <summary>One block of so many rows, published then, is about to be dropped.</summary>
    public async Task DropAsync(Account account, long publication, int rows, DateTimeOffset published) =>
        await Registry.NoteDroppedAsync(
            [new BlockPlace(new StreamId(account.Key, "sp-traffic"), publication, rows, published)],
            Cancel
        );

    public Task TellAsync(DateTimeOffset now, params OwnerWarning[] warnings) =>
        Registry.TellAsync(warnings, now, Cancel).AsTask();

    public static OwnerWarning Warning(string id, double share, WarningKind kind = WarningKind.Suspension) =>
        new(id, new DeliveryWarning(kind, share, Start.AddDays(23), $"{kind} after {share}"));

    /// <summary>Takes all that wait, in their order.</summary>
    public async Task<List<Notice>> TakeAllAsync()
    {
        var taken = new List<Notice>();
        while (await Registry.FirstNoticeAsync(Cancel) is { } notice)
        {
            taken.Add(notice);
            await Registry.RemoveNoticeAsync(notice.Sequence, Cancel);
        }

        return taken;
    }
}
