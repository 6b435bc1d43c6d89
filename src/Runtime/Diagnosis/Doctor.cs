using Millrace.Contracts.Destinations;
using Millrace.Contracts.Policies;
using Millrace.Contracts.Realms;
using Millrace.Runtime.Ports;

namespace Millrace.Runtime.Diagnosis;

/// <summary>Says in plain words what keeps messages from a destination, and what to do. It sends nothing.</summary>
public sealed class Doctor(IDestinationInspector inspector, DoctorOptions options, TimeProvider wall)
{
    /// <summary>Stands for the deployment's role where it is not known.</summary>
    public const string UnknownPrincipal = "arn:aws:iam::ACCOUNT:role/ROLE-OF-MILLRACE";

    /// <summary>Does not change while a process lives: it is asked for once.</summary>
    private volatile string? principal = options.Principal;

    public DoctorOptions Options => options;

    /// <param name="dataset">Whose messages are to arrive.</param>
    /// <param name="cancel">Ends the look; so does <see cref="DoctorOptions.LookMax"/>, and what was not seen then is told.</param>
    public async ValueTask<DestinationDiagnosis> ExamineAsync(
        DestinationAddress address,
        string dataset,
        Realm realm,
        CancellationToken cancel
    )
    {
        var findings = address.Firehose is { } access
            ? await StreamAsync(address.Arn, access, dataset, realm, cancel)
            : await QueueAsync(address.Arn, dataset, realm, cancel);
        return new(wall.GetUtcNow(), options.Profile, [.. findings.OrderBy(finding => finding.Weight)]);
    }

    /// <summary>Whom the policies of subscribers must admit; null where the dataset has no topics there.</summary>
    public async ValueTask<Publisher?> PublisherAsync(string dataset, Realm realm, CancellationToken cancel) =>
        options.Profile == PolicyProfile.Compat
            ? options.Topics.Owner(dataset, realm.Id) is { } owner
                ? Publisher.OfTopics(owner, realm)
                : null
            : Publisher.Of(await PrincipalAsync(realm, cancel), realm);

    private async ValueTask<IReadOnlyList<Finding>> QueueAsync(string arn, string dataset, Realm realm, CancellationToken cancel)
    {
        if (DestinationForms.Check(arn, realm) is { } unfit)
        {
            return [unfit];
        }

        if (await PublisherAsync(dataset, realm, cancel) is not { } publisher)
        {
            return [DestinationForms.NotPublished(dataset, realm)];
        }

        SqsQueueArn.TryParse(arn, out var queue);
        var look = await BoundedAsync(
            ending => inspector.LookAtQueueAsync(queue!, ending),
            new QueueLook(LookResult.Unreachable, new Dictionary<string, string>(), NoAnswer),
            cancel
        );
        return new QueueFindings(publisher, queue!, dataset).Judge(look);
    }

    private async ValueTask<IReadOnlyList<Finding>> StreamAsync(
        string arn,
        FirehoseAccess access,
        string dataset,
        Realm realm,
        CancellationToken cancel
    )
    {
        if (DestinationForms.Check(arn, access, realm) is { } unfit)
        {
            return [unfit];
        }

        if (await PublisherAsync(dataset, realm, cancel) is not { } publisher)
        {
            return [DestinationForms.NotPublished(dataset, realm)];
        }

        FirehoseStreamArn.TryParse(arn, out var stream);
        var look = await BoundedAsync(
            ending => inspector.LookAtStreamAsync(stream!, access, ending),
            new StreamLook(StreamObstacle.Unreachable, NoAnswer),
            cancel
        );
        return StreamFindings.Judge(look, stream!, access, publisher);
    }

    private string NoAnswer => $"there was no answer within {options.LookMax.TotalSeconds:0.#} s";

    /// <summary>Where it cannot be found out, a name that nobody can mistake for a role stands in the policies.</summary>
    private async ValueTask<string> PrincipalAsync(Realm realm, CancellationToken cancel)
    {
        principal ??= await BoundedAsync<string?>(ending => inspector.PrincipalAsync(realm.AwsRegion, ending), null, cancel);
        return principal ?? UnknownPrincipal;
    }

    private async ValueTask<T> BoundedAsync<T>(Func<CancellationToken, ValueTask<T>> look, T late, CancellationToken cancel)
    {
        using var limited = new CancellationTokenSource(options.LookMax, wall);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, limited.Token);
        try
        {
            return await look(either.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return late;
        }
    }
}
