namespace Millrace.Runtime.Setup;

/// <summary>In what form a set-up is written.</summary>
public enum SetupFormat
{
    /// <summary>The policies alone, JSON.</summary>
    Policy,

    /// <summary>A template of CloudFormation, YAML.</summary>
    CloudFormation,

    /// <summary>A module of Terraform.</summary>
    Terraform,
}
