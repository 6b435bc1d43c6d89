using Millrace.App.Settings;
using Millrace.Engine.Publication;
using Millrace.Runtime.Accounts;
using Millrace.Runtime.Diagnosis;
using Millrace.Runtime.Notices;
using Millrace.Runtime.Partitions;
using Millrace.Runtime.Replays;
using Millrace.Runtime.Retention;
using Millrace.Runtime.Space;
using Millrace.Server.Http;

namespace Millrace.App.Serve;

/// <summary>What a serving process is started with.</summary>
internal sealed record ServeOptions
{
    /// <summary>Where ledger, registry and certificate lie.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Where the API is answered; port 0 takes a free one.</summary>
    public required Uri Listen { get; init; }

    /// <summary>How subscribers reach the API, for the links in confirmations; null: the address it listens at.</summary>
    public string? PublicUrl { get; init; }

    /// <summary>Realms, topics, https and proxies.</summary>
    public DeploymentSettings Deployment { get; init; } = new();

    /// <summary>A stand-in for SQS; null: AWS, with the credentials of the process's role.</summary>
    public Uri? SqsEndpoint { get; init; }

    /// <summary>A stand-in for Firehose and STS; null: that for SQS, or AWS, with the credentials of the process's role.</summary>
    public Uri? FirehoseEndpoint { get; init; }

    /// <summary>Where given, platform time is virtual: it begins here and is set by POST /sandbox/v1/clock.</summary>
    public DateTimeOffset? VirtualStart { get; init; }

    /// <summary>When each dataset is published, and for how long it changes.</summary>
    public PublicationPolicies Publication { get; init; } = PublicationPolicies.Default;

    /// <summary>By whose names the doctor judges the policies of subscribers.</summary>
    public DoctorOptions Doctor { get; init; } = new();

    /// <summary>Number of partitions of a new ledger; one that is there keeps its own.</summary>
    public int Partitions { get; init; } = PartitionHostOptions.PartitionsUsual;

    /// <summary>How often it is looked whether the admin command has ended subscriptions.</summary>
    public TimeSpan LookOutsideEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often one client may call.</summary>
    public ClientRateOptions Rates { get; init; } = new();

    /// <summary>How what was published before is sent again.</summary>
    public ReplayOptions Replays { get; init; } = new();

    /// <summary>How long what was published is kept.</summary>
    public RetentionOptions Retention { get; init; } = new();

    /// <summary>How long bytes of forgotten shoppers may stay in unused space of the ledger's file before it is written anew.</summary>
    public TimeSpan ScrubAfter { get; init; } = Eraser.UsualScrubAfter;

    /// <summary>How the platform is told what owners should know, where the deployment has a webhook.</summary>
    public NoticeOptions Notices { get; init; } = new();

    /// <summary>How much room on the disk is kept back.</summary>
    public SpaceOptions Space { get; init; } = new();

    /// <summary>Wait between two turns of the partitions, where platform time is the wall's.</summary>
    public TimeSpan TurnEvery { get; init; } = TimeSpan.FromSeconds(15);
}
